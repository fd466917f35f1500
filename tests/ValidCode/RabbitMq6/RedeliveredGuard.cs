// Trap: requeue: true in a catch-all, in the branch where the message is new; the second failure dead-letters it.
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq6;

public sealed class RedeliveredGuard
{
    private readonly IModel _channel;
    private readonly Action<ReadOnlyMemory<byte>> _handle;
    private readonly ILogger _logger;

    public RedeliveredGuard(IModel channel, Action<ReadOnlyMemory<byte>> handle, ILogger<RedeliveredGuard> logger)
    {
        _channel = channel;
        _handle = handle;
        _logger = logger;
    }

    public void Handle(object? sender, BasicDeliverEventArgs ea)
    {
        try
        {
            _handle(ea.Body);
            _channel.BasicAck(ea.DeliveryTag, false);
        }
        catch (Exception exception)
        {
            _logger.LogError(exception, "Delivery {Tag} failed", ea.DeliveryTag);
            if (ea.Redelivered)
            {
                _channel.BasicReject(ea.DeliveryTag, false);
                return;
            }

            _channel.BasicReject(ea.DeliveryTag, true);
        }
    }
}
