// Trap: methods that take the client's message are given as settlement, order and metadata: none of them handles it.
using Confluent.Kafka;
using EventConsumers;

namespace ValidCode.EventConsumers;

public sealed class PumpOfRawDeliveries : IAsyncDisposable
{
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly IOrderStore _orders;
    private readonly MessagePump<ConsumeResult<string, byte[]>> _pump;

    public PumpOfRawDeliveries(IConsumer<string, byte[]> consumer, IOrderStore orders)
    {
        _consumer = consumer;
        _orders = orders;
        _pump = new MessagePump<ConsumeResult<string, byte[]>>(
            HandleAsync,
            Settlements.Each<ConsumeResult<string, byte[]>>(settle: StoreAsync, release: ReadAgainAsync),
            new MessagePumpOptions<ConsumeResult<string, byte[]>> { Order = MessageOrder.ByKey<ConsumeResult<string, byte[]>, int>(PartitionOf), Metadata = new Positions() });
    }

    public ValueTask<bool> TakeAsync(ConsumeResult<string, byte[]> result, CancellationToken cancellationToken) => _pump.WriteAsync(result, cancellationToken);

    public ValueTask DisposeAsync() => _pump.DisposeAsync();

    private static int PartitionOf(ConsumeResult<string, byte[]> result) => result.Partition.Value;

    private async ValueTask HandleAsync(ConsumeResult<string, byte[]> result, CancellationToken cancellationToken) =>
        await _orders.MarkShippedAsync(result.Message.Key, "post", cancellationToken);

    private ValueTask StoreAsync(ConsumeResult<string, byte[]> result, CancellationToken cancellationToken)
    {
        _consumer.StoreOffset(result);
        return default;
    }

    private ValueTask ReadAgainAsync(ConsumeResult<string, byte[]> result, CancellationToken cancellationToken)
    {
        _consumer.Seek(result.TopicPartitionOffset);
        return default;
    }

    private sealed class Positions : MessageMetadata<ConsumeResult<string, byte[]>>
    {
        public override string? IdOf(ConsumeResult<string, byte[]> message) => message.Message.Key;

        public override string PositionOf(ConsumeResult<string, byte[]> message) => message.TopicPartitionOffset.ToString();
    }
}
