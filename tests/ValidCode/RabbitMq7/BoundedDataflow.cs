// Trap: deliveries go into a BlockingCollection and a static class holds it, but the collection has a capacity.
using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

internal static class BoundedDataflow
{
    private static readonly BlockingCollection<(IChannel Channel, ulong Tag, byte[] Body)> Work = new(boundedCapacity: 128);

    public static Task OnReceivedAsync(object sender, BasicDeliverEventArgs delivery)
    {
        Work.Add((((AsyncEventingBasicConsumer)sender).Channel, delivery.DeliveryTag, delivery.Body.ToArray()), delivery.CancellationToken);
        return Task.CompletedTask;
    }

    public static async Task WorkAsync(Func<byte[], Task> handle, CancellationToken cancellationToken)
    {
        foreach (var (channel, tag, body) in Work.GetConsumingEnumerable(cancellationToken))
        {
            await handle(body);
            await channel.BasicAckAsync(tag, false, cancellationToken);
        }
    }
}
