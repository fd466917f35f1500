// Trap: Commit on every turn of an outer loop, but each turn handles a batch of up to a thousand.
using System.Text.Json;
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class CommitPerBatch
{
    private readonly IOrderStore _orders;

    public CommitPerBatch(IOrderStore orders) => _orders = orders;

    public async Task RunAsync(IConsumer<string, byte[]> consumer, CancellationToken cancellationToken)
    {
        var batch = new List<OrderPlaced>(1000);
        while (!cancellationToken.IsCancellationRequested)
        {
            batch.Clear();
            var until = DateTime.UtcNow.AddSeconds(1);
            while (batch.Count < 1000 && DateTime.UtcNow < until)
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { Message.Value: { } value }
                    && JsonSerializer.Deserialize(value, MessageJson.Default.OrderPlaced) is { } order)
                {
                    batch.Add(order);
                }
            }

            if (batch.Count == 0)
                continue;

            await _orders.SaveManyAsync(batch, cancellationToken);
            consumer.Commit();
        }
    }
}
