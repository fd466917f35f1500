// Trap: one expression handles all records at once; failures are collected from the results.
using Amazon.Lambda.SQSEvents;

namespace ValidCode.Lambda;

public sealed class ExpressionBody(Func<string, Task> handle)
{
    public async Task<SQSBatchResponse> Handle(SQSEvent input) =>
        new([.. (await Task.WhenAll(input.Records.Select(TryAsync))).OfType<SQSBatchResponse.BatchItemFailure>()]);

    private async Task<SQSBatchResponse.BatchItemFailure?> TryAsync(SQSEvent.SQSMessage record)
    {
        try
        {
            await handle(record.Body);
            return null;
        }
        catch (Exception)
        {
            return new() { ItemIdentifier = record.MessageId };
        }
    }
}
