// Trap: an acknowledgement beside the library, but only its retry is used: nobody else settles.
using System.Text.Json;
using EventConsumers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.EventConsumers;

public sealed class RetryThenSettleByHand
{
    private readonly IChannel _channel;
    private readonly RetryThenDeadLetter<byte[]> _attempts;

    public RetryThenSettleByHand(IChannel channel, IOrderStore orders, Func<DeadLetter<byte[]>, CancellationToken, ValueTask> park)
    {
        _channel = channel;
        _attempts = new RetryThenDeadLetter<byte[]>(
            async (body, cancellationToken) => await orders.SaveAsync(JsonSerializer.Deserialize(body, MessageJson.Default.OrderPlaced)!, cancellationToken),
            park,
            new RetryOptions<byte[]> { MaxAttempts = 3 });
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _channel.BasicQosAsync(0, 20, false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += OnReceivedAsync;
        await _channel.BasicConsumeAsync("orders", autoAck: false, consumer, cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private async Task OnReceivedAsync(object sender, BasicDeliverEventArgs delivery)
    {
        await _attempts.HandleAsync(delivery.Body.ToArray(), delivery.CancellationToken);
        await _channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken);
    }
}
