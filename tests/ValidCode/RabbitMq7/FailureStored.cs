// Trap: a catch-all that does not rethrow before the ack, but puts message and error into a table from which they are repaired.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public interface IFailedMessages
{
    Task AddAsync(string queue, string? messageId, byte[] body, string error);
}

public sealed class FailureStored
{
    private readonly IChannel _channel;
    private readonly IFailedMessages _failed;
    private readonly Func<ReadOnlyMemory<byte>, Task> _handle;

    public FailureStored(IChannel channel, IFailedMessages failed, Func<ReadOnlyMemory<byte>, Task> handle) => (_channel, _failed, _handle) = (channel, failed, handle);

    public async Task OnReceivedAsync(object sender, BasicDeliverEventArgs ea)
    {
        try
        {
            await _handle(ea.Body);
        }
        catch (Exception exception)
        {
            await StoreAsync(ea, exception);
        }

        await _channel.BasicAckAsync(ea.DeliveryTag, false);
    }

    private Task StoreAsync(BasicDeliverEventArgs ea, Exception exception) =>
        _failed.AddAsync(ea.RoutingKey, ea.BasicProperties.MessageId, ea.Body.ToArray(), exception.ToString());
}
