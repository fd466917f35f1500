using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Shop.Feature0;

public sealed class OrderPaidHandler(OrderService orders, ILogger<OrderPaidHandler> logger) : IConsumer<OrderPaid>
{
    public async Task Consume(ConsumeContext<OrderPaid> context)
    {
        if (!await orders.PayAsync(context.Message.Id, context.CancellationToken))
        {
            logger.LogWarning("Order {Id} cannot be paid", context.Message.Id);
            await context.Publish(new OrderCancelled(context.Message.Id, "not payable"), context.CancellationToken);
        }
    }
}

public sealed class OrderPaidConsumer(IBusControl bus) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => bus.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => bus.StopAsync(cancellationToken);
}
