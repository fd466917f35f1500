// Trap: no acknowledgement, no prefetch and no catch in sight: the consumer sees to all of it.
using System.Text.Json;
using EventConsumers;
using EventConsumers.RabbitMQ;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace ValidCode.EventConsumers;

public sealed class RabbitMqConsumerInAHost : BackgroundService
{
    private readonly IConnectionFactory _factory;
    private readonly IOrderStore _orders;
    private readonly Deduplicator<RabbitMqDelivery> _deduplicator = new(RabbitMqMetadata.Instance.IdOf);

    public RabbitMqConsumerInAHost(IConnectionFactory factory, IOrderStore orders) => (_factory, _orders) = (factory, orders);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queue = new QueueDeclaration("orders") { DeliveryLimit = 10 };
        Func<RabbitMqDelivery, CancellationToken, ValueTask> handler = async (delivery, cancellationToken) =>
        {
            var order = JsonSerializer.Deserialize(delivery.Body.Span, MessageJson.Default.OrderPlaced)!;
            await _orders.SaveAsync(order, cancellationToken);
        };
        await using var consumer = new RabbitMqConsumer(
            _factory,
            queue.Name,
            _deduplicator.Wrap(handler),
            new RabbitMqConsumerOptions
            {
                Concurrency = 50,
                Prefetch = 500,
                Order = RabbitMqOrder.ByHeader("customer-id"),
                Prepare = queue.DeclareAsync,
                AcknowledgeEvery = 100,
                ParkingQueue = "orders.parked",
            });
        await consumer.RunAsync(stoppingToken);
    }
}
