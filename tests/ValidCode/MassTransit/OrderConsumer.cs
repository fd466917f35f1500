// Trap: a catch-all in a handler that the framework settles, but it only logs and rethrows; the other catch is specific.
using MassTransit;
using Microsoft.Extensions.Logging;

namespace ValidCode.MassTransit;

public sealed class OrderConsumer : IConsumer<OrderPlaced>
{
    private readonly IOrderStore _orders;
    private readonly ILogger<OrderConsumer> _logger;

    public OrderConsumer(IOrderStore orders, ILogger<OrderConsumer> logger) => (_orders, _logger) = (orders, logger);

    public async Task Consume(ConsumeContext<OrderPlaced> context)
    {
        try
        {
            await _orders.SaveAsync(context.Message, context.CancellationToken);
        }
        catch (InvalidOrderException exception)
        {
            // A duplicate key: the order is there already.
            _logger.LogInformation(exception, "Order {Order} is known", context.Message.OrderId);
            return;
        }
        catch (Exception exception)
        {
            _logger.LogError(exception, "Order {Order} failed", context.Message.OrderId);
            throw;
        }

        await context.Publish(new OrderShipped(context.Message.OrderId, "mail"), context.CancellationToken);
    }
}
