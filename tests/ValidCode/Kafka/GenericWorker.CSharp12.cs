// Trap: a generic base class with a primary constructor; the work is an abstract method, the settle stands after it in the base.
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;

namespace ValidCode.Kafka;

public abstract class GenericWorker<TKey, TValue>(IConsumer<TKey, TValue> consumer, params string[] topics) : BackgroundService
{
    protected abstract ValueTask HandleAsync(TKey key, TValue value, CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        consumer.Subscribe(topics);
        while (!stoppingToken.IsCancellationRequested)
        {
            var result = consumer.Consume(stoppingToken);
            await HandleAsync(result.Message.Key, result.Message.Value, stoppingToken);
            consumer.StoreOffset(result);
        }
    }

    public override void Dispose()
    {
        consumer.Close();
        consumer.Dispose();
        base.Dispose();
    }
}

public sealed class ShippedOrders(IConsumer<string, OrderShipped> consumer, IOrderStore orders)
    : GenericWorker<string, OrderShipped>(consumer, ["orders.shipped", "orders.shipped.retry"])
{
    protected override async ValueTask HandleAsync(string key, OrderShipped value, CancellationToken cancellationToken) =>
        await orders.MarkShippedAsync(value.OrderId, value.Carrier, cancellationToken);
}
