// Trap: deliveries are kept in a list, but it is written out at a size or by a timer and acknowledged by one call with the last tag.
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class BatchAckedAtLastTag
{
    private readonly List<(ulong Tag, OrderPlaced Order)> _batch = new();
    private readonly SemaphoreSlim _gate = new(1);
    private readonly IChannel _channel;
    private readonly IOrderStore _orders;
    private readonly Timer _timer;

    public BatchAckedAtLastTag(IChannel channel, IOrderStore orders)
    {
        _channel = channel;
        _orders = orders;
        _timer = new Timer(_ => _ = FlushAsync(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 300, global: false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += AddAsync;
        await _channel.BasicConsumeAsync(queue: "orders", autoAck: false, consumer: consumer, cancellationToken: cancellationToken);
    }

    private async Task AddAsync(object sender, BasicDeliverEventArgs delivery)
    {
        var order = JsonSerializer.Deserialize(delivery.Body.Span, MessageJson.Default.OrderPlaced)!;
        bool full;
        await _gate.WaitAsync(delivery.CancellationToken);
        try
        {
            _batch.Add((delivery.DeliveryTag, order));
            full = _batch.Count >= 100;
        }
        finally
        {
            _gate.Release();
        }

        if (full)
            await FlushAsync();
    }

    private async Task FlushAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_batch.Count == 0)
                return;

            await _orders.SaveManyAsync(_batch.ConvertAll(entry => entry.Order));
            await _channel.BasicAckAsync(_batch[^1].Tag, multiple: true);
            _batch.Clear();
        }
        finally
        {
            _gate.Release();
        }
    }
}
