// Trap: a send per item in a loop, but to a collector, which sends when the function returns.
using Microsoft.Azure.WebJobs;

namespace ValidCode.FunctionsInProcess;

public static class OutputCollector
{
    [FunctionName("split")]
    public static async Task RunAsync([QueueTrigger("uploads")] string upload, [ServiceBus("rows")] IAsyncCollector<string> rows, CancellationToken cancellationToken)
    {
        foreach (var row in upload.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            await rows.AddAsync(row, cancellationToken);
    }
}
