using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ.Load;

/// <summary>The consumer of EventConsumers.RabbitMQ.</summary>
internal class Adapter : Contender
{
    public override string Name => "RabbitMqConsumer";

    protected virtual MessageOrder<RabbitMqDelivery> Order => MessageOrder.Unordered<RabbitMqDelivery>();

    protected override Task<IAsyncDisposable> StartAsync(IConnection connection, string queue)
    {
        var consumer = new RabbitMqConsumer(
            connection,
            queue,
            (_, _) =>
            {
                Handle();
                return default;
            },
            new RabbitMqConsumerOptions { Prefetch = Prefetch, AcknowledgeEvery = AcknowledgeEvery, Order = Order });
        _ = consumer.RunAsync();
        return Task.FromResult<IAsyncDisposable>(consumer);
    }
}

/// <summary>The same, with a thousand keys.</summary>
internal sealed class OrderedAdapter : Adapter
{
    public override string Name => "RabbitMqConsumer, in order of 1,000 keys";

    protected override MessageOrder<RabbitMqDelivery> Order => MessageOrder.ByKey<RabbitMqDelivery, ulong>(delivery => delivery.DeliveryTag % 1000);
}
