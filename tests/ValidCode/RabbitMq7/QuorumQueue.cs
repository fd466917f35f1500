// Trap: requeue: true in a catch-all, but the queue is declared here with a delivery limit and a dead-letter exchange.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class QuorumQueue
{
    private readonly IChannel _channel;
    private readonly Func<ReadOnlyMemory<byte>, Task> _handle;

    public QuorumQueue(IChannel channel, Func<ReadOnlyMemory<byte>, Task> handle) => (_channel, _handle) = (channel, handle);

    public async Task StartAsync()
    {
        await _channel.QueueDeclareAsync("payments", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = 5,
            [Headers.XDeadLetterExchange] = "payments.dead",
        });
        await _channel.BasicQosAsync(0, 30, false);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += async (_, ea) =>
        {
            try
            {
                await _handle(ea.Body);
                await _channel.BasicAckAsync(ea.DeliveryTag, false);
            }
            catch (Exception)
            {
                await _channel.BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: true);
            }
        };
        await _channel.BasicConsumeAsync("payments", false, consumer);
    }
}
