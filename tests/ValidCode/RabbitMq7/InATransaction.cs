// Trap: ack before publish, but both wait for the commit of one transaction of the channel.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class InATransaction
{
    private readonly IChannel _channel;
    private readonly Func<ReadOnlyMemory<byte>, byte[]> _enrich;

    public InATransaction(IChannel channel, Func<ReadOnlyMemory<byte>, byte[]> enrich) => (_channel, _enrich) = (channel, enrich);

    public async Task ForwardAsync(object sender, BasicDeliverEventArgs ea)
    {
        var enriched = _enrich(ea.Body);
        await _channel.TxSelectAsync(ea.CancellationToken);
        await _channel.BasicAckAsync(ea.DeliveryTag, false);
        await _channel.BasicPublishAsync("enriched", ea.RoutingKey, enriched, ea.CancellationToken);
        await _channel.TxCommitAsync(ea.CancellationToken);
    }
}
