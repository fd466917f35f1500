// Trap: acks that come before the work in the text, on branches that return: a duplicate, and a message past its time.
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class DuplicateAndExpired
{
    private readonly IChannel _channel;
    private readonly IInbox _inbox;
    private readonly IOrderStore _orders;

    public DuplicateAndExpired(IChannel channel, IInbox inbox, IOrderStore orders) => (_channel, _inbox, _orders) = (channel, inbox, orders);

    public void Attach(AsyncEventingBasicConsumer consumer) => consumer.ReceivedAsync += async (sender, delivery) =>
    {
        var token = delivery.CancellationToken;
        try
        {
            var id = delivery.BasicProperties.MessageId ?? "";
            if (await _inbox.HasAsync(id, token))
            {
                await _channel.BasicAckAsync(delivery.DeliveryTag, false, token);
                return;
            }

            var sent = DateTimeOffset.FromUnixTimeSeconds(delivery.BasicProperties.Timestamp.UnixTime);
            if (DateTimeOffset.UtcNow - sent > TimeSpan.FromHours(1))
            {
                await _channel.BasicAckAsync(delivery.DeliveryTag, false, token);
                return;
            }

            var order = JsonSerializer.Deserialize(delivery.Body.Span, MessageJson.Default.OrderPlaced);
            if (order is null)
            {
                await _channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false, token);
                return;
            }

            await _orders.SaveAsync(order, token);
            await _inbox.AddAsync(id, token);
            await _channel.BasicAckAsync(delivery.DeliveryTag, false, token);
        }
        catch (Exception) when (!token.IsCancellationRequested)
        {
            await _channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false, token);
        }
    };
}
