// Trap: requeue: true in a catch-all, but under a test of x-delivery-count; past the limit the message is dead-lettered.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class DeliveryLimit
{
    private const long MaxDeliveries = 5;

    private readonly IChannel _channel;
    private readonly Func<ReadOnlyMemory<byte>, Task> _handle;

    public DeliveryLimit(IChannel channel, Func<ReadOnlyMemory<byte>, Task> handle) => (_channel, _handle) = (channel, handle);

    public async Task OnReceived(object sender, BasicDeliverEventArgs delivery)
    {
        try
        {
            await _handle(delivery.Body);
            await _channel.BasicAckAsync(delivery.DeliveryTag, false);
        }
        catch (Exception)
        {
            if (DeliveriesOf(delivery) < MaxDeliveries)
                await _channel.BasicNackAsync(delivery.DeliveryTag, false, requeue: true);
            else
                await _channel.BasicNackAsync(delivery.DeliveryTag, false, requeue: false);
        }
    }

    private static long DeliveriesOf(BasicDeliverEventArgs delivery) =>
        delivery.BasicProperties.Headers is { } headers && headers.TryGetValue("x-delivery-count", out var count) && count is long deliveries ? deliveries : 0;
}
