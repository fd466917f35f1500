// Trap: a catch-all per record that swallows, but each failure goes back to the queue by its identifier.
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;

namespace ValidCode.Lambda;

public sealed class PartialFailures
{
    private readonly IOrderStore _orders;

    public PartialFailures(IOrderStore orders) => _orders = orders;

    public async Task<SQSBatchResponse> Handle(SQSEvent input, ILambdaContext context)
    {
        var failures = new List<SQSBatchResponse.BatchItemFailure>();
        foreach (var record in input.Records)
        {
            try
            {
                var order = JsonSerializer.Deserialize(record.Body, MessageJson.Default.OrderPlaced)!;
                await _orders.SaveAsync(order);
            }
            catch (Exception exception)
            {
                context.Logger.LogError(exception, "Record {Id} failed", record.MessageId);
                failures.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });
            }
        }

        return new SQSBatchResponse(failures);
    }
}
