// Trap: a channel field between two stages, but bounded, and both stages are one method's work on one file.
using System.Threading.Channels;

namespace ValidCode.InProcess;

public sealed class PipelineStages
{
    private readonly int _workers = Environment.ProcessorCount;

    public async Task<int> CountWordsAsync(string path, CancellationToken cancellationToken)
    {
        var lines = Channel.CreateBounded<string>(1024);
        var counts = Enumerable.Range(0, _workers).Select(_ => CountAsync(lines.Reader, cancellationToken)).ToArray();
        try
        {
            await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
                await lines.Writer.WriteAsync(line, cancellationToken);
        }
        finally
        {
            lines.Writer.Complete();
        }

        return (await Task.WhenAll(counts)).Sum();
    }

    private static async Task<int> CountAsync(ChannelReader<string> lines, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var line in lines.ReadAllAsync(cancellationToken))
            count += line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return count;
    }
}
