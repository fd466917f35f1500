using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace EventConsumers.RabbitMQ.Load;

/// <summary>The fastest loop that can be written by hand: acknowledges every so many messages, on the callback's thread.</summary>
internal sealed class RawClient : Contender
{
    public override string Name => "RabbitMQ.Client by hand";

    protected override async Task<IAsyncDisposable> StartAsync(IConnection connection, string queue)
    {
        var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, Prefetch, global: false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            Handle();
            if (delivery.DeliveryTag % AcknowledgeEvery == 0)
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: true);
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        return channel;
    }
}
