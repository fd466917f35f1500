// Trap: the message is published on by the handler, one at a time, with a confirm; the consumer runs many of them.
using Confluent.Kafka;
using EventConsumers;
using EventConsumers.RabbitMQ;
using RabbitMQ.Client;

namespace ValidCode.EventConsumers;

public sealed class ForwardsWithConfirms : IAsyncDisposable
{
    private readonly RabbitMqConsumer _consumer;
    private readonly IProducer<string, byte[]> _producer;
    private readonly ProducerGate _gate;

    public ForwardsWithConfirms(IConnection connection, IProducer<string, byte[]> producer, Func<CancellationToken, ValueTask<long>> depth)
    {
        _producer = producer;
        _gate = new ProducerGate(depth);
        _consumer = new RabbitMqConsumer(connection, "orders", ForwardAsync, new RabbitMqConsumerOptions { Order = RabbitMqOrder.ByRoutingKey() });
    }

    public Task RunAsync(CancellationToken cancellationToken) => _consumer.RunAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync();
        await _gate.DisposeAsync();
    }

    private async ValueTask ForwardAsync(RabbitMqDelivery delivery, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        await _producer.ProduceAsync("orders", new Message<string, byte[]> { Key = delivery.RoutingKey, Value = delivery.Body.ToArray() }, cancellationToken);
    }
}
