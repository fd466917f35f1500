// Trap: the handler is a method group and settles through a helper in another part of the class.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed partial class MethodGroup
{
    private readonly IChannel _channel;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, Task> _print;

    public MethodGroup(IChannel channel, Func<ReadOnlyMemory<byte>, CancellationToken, Task> print) => (_channel, _print) = (channel, print);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _channel.BasicQosAsync(0, 20, false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += OnReceivedAsync;
        await _channel.BasicConsumeAsync("labels", false, consumer, cancellationToken);
    }

    private async Task OnReceivedAsync(object sender, BasicDeliverEventArgs delivery)
    {
        try
        {
            await _print(delivery.Body, delivery.CancellationToken);
        }
        catch (IOException)
        {
            await RefuseAsync(delivery);
            return;
        }

        await AcceptAsync(delivery);
    }
}

public sealed partial class MethodGroup
{
    private ValueTask AcceptAsync(BasicDeliverEventArgs delivery) => _channel.BasicAckAsync(delivery.DeliveryTag, false, delivery.CancellationToken);

    private ValueTask RefuseAsync(BasicDeliverEventArgs delivery) => _channel.BasicNackAsync(delivery.DeliveryTag, false, false, delivery.CancellationToken);
}
