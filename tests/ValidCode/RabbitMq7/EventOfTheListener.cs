// Trap: a C# event in a hosted application that carries messages, but it is the listener's own: what it raises has come from the broker.
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class EventOfTheListener : IAsyncDisposable
{
    private readonly IChannel _channel;

    public EventOfTheListener(IChannel channel) => _channel = channel;

    public event Func<OrderPlaced, Task>? OrderPlaced;

    public async Task ListenAsync(string queue, CancellationToken cancellationToken)
    {
        await _channel.BasicQosAsync(0, 50, false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += async (_, ea) =>
        {
            try
            {
                var order = JsonSerializer.Deserialize(ea.Body.Span, MessageJson.Default.OrderPlaced)!;
                if (OrderPlaced is { } handlers)
                    await handlers(order);
                await _channel.BasicAckAsync(ea.DeliveryTag, false, cancellationToken);
            }
            catch (Exception) when (!ea.CancellationToken.IsCancellationRequested)
            {
                await _channel.BasicRejectAsync(ea.DeliveryTag, requeue: false, cancellationToken);
            }
        };
        await _channel.BasicConsumeAsync(queue, false, consumer, cancellationToken);
    }

    public ValueTask DisposeAsync() => _channel.DisposeAsync();
}

public sealed class OrderService : BackgroundService
{
    private readonly EventOfTheListener _listener;
    private readonly IOrderStore _orders;

    public OrderService(EventOfTheListener listener, IOrderStore orders) => (_listener, _orders) = (listener, orders);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _listener.OrderPlaced += order => _orders.SaveAsync(order, stoppingToken);
        return _listener.ListenAsync("orders", stoppingToken);
    }
}
