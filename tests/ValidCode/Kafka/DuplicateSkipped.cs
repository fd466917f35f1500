// Trap: the offset is stored before the work in the text, but on a branch that has no work: the message was handled before.
using System.Text.Json;
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class DuplicateSkipped
{
    private readonly IInbox _inbox;
    private readonly IOrderStore _orders;

    public DuplicateSkipped(IInbox inbox, IOrderStore orders) => (_inbox, _orders) = (inbox, orders);

    public async Task ConsumeAsync(IConsumer<string, byte[]> consumer, CancellationToken cancellationToken)
    {
        for (;;)
        {
            var result = consumer.Consume(cancellationToken);
            var id = result.Message.Key;
            if (await _inbox.HasAsync(id, cancellationToken))
            {
                consumer.StoreOffset(result);
                continue;
            }

            if (result.Message.Timestamp.UtcDateTime < DateTime.UtcNow.AddDays(-7))
            {
                // Too old to matter.
                consumer.StoreOffset(result);
                continue;
            }

            var order = JsonSerializer.Deserialize(result.Message.Value, MessageJson.Default.OrderPlaced)!;
            await _orders.SaveAsync(order, cancellationToken);
            await _inbox.AddAsync(id, cancellationToken);
            consumer.StoreOffset(result);
        }
    }
}
