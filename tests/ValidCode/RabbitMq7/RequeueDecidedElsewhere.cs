// Trap: requeue comes from a policy; and what a stopping service has not started goes back as it came.
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public interface IRetryPolicy
{
    bool Allows(Exception exception, BasicDeliverEventArgs delivery);
}

public sealed class RequeueDecidedElsewhere
{
    private readonly Channel<BasicDeliverEventArgs> _pending = Channel.CreateBounded<BasicDeliverEventArgs>(20);
    private readonly IChannel _channel;
    private readonly IRetryPolicy _retry;

    public RequeueDecidedElsewhere(IChannel channel, IRetryPolicy retry) => (_channel, _retry) = (channel, retry);

    public async Task HandleAsync(BasicDeliverEventArgs delivery, Func<BasicDeliverEventArgs, Task> handle)
    {
        try
        {
            await handle(delivery);
            await _channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        }
        catch (Exception exception)
        {
            await _channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: _retry.Allows(exception, delivery));
        }
    }

    public async Task StopAsync()
    {
        _pending.Writer.Complete();
        while (_pending.Reader.TryRead(out var delivery))
            await _channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true);
    }
}
