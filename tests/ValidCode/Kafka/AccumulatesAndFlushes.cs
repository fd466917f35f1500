// Trap: a list field grows in the poll loop, but it is written out and cleared at a size or after two seconds, and committed then.
using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class AccumulatesAndFlushes
{
    private readonly List<OrderPlaced> _pending = new();
    private readonly Stopwatch _sinceFlush = Stopwatch.StartNew();
    private readonly IConsumer<Null, byte[]> _consumer;
    private readonly IOrderStore _orders;

    public AccumulatesAndFlushes(IConsumer<Null, byte[]> consumer, IOrderStore orders) => (_consumer, _orders) = (consumer, orders);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var result = _consumer.Consume(100);
            if (result is not null && JsonSerializer.Deserialize(result.Message.Value, MessageJson.Default.OrderPlaced) is { } order)
                _pending.Add(order);

            if (_pending.Count >= 500 || _pending.Count > 0 && _sinceFlush.Elapsed > TimeSpan.FromSeconds(2))
                await FlushAsync(cancellationToken);
        }

        await FlushAsync(CancellationToken.None);
        _consumer.Close();
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count > 0)
        {
            await _orders.SaveManyAsync(_pending, cancellationToken);
            _consumer.Commit();
            _pending.Clear();
        }

        _sinceFlush.Restart();
    }
}
