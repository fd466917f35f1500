using Microsoft.Extensions.Logging;

namespace Shop.Feature0;

public sealed class OrderService(IOrderStore store, PriceCalculator prices, OrderValidator validator, ILogger<OrderService> logger)
{
    public async Task<Order> PlaceAsync(string customer, IEnumerable<OrderLine> lines, CancellationToken cancellationToken)
    {
        var order = new Order { Customer = customer, PlacedAt = DateTimeOffset.UtcNow };
        foreach (var line in lines)
            order.Add(line.Product, line.Quantity, line.Price);

        var problems = validator.Validate(order);
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(", ", problems), nameof(lines));

        await store.SaveAsync(order, cancellationToken);
        logger.LogInformation("{Customer} ordered for {Total}", customer, prices.Total(order));
        return order;
    }

    public async Task<bool> PayAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } order || !order.State.MayBecome(OrderState.Paid))
            return false;

        order.Close(OrderState.Paid);
        try
        {
            await store.SaveAsync(order, cancellationToken);
            return true;
        }
        catch (InvalidOperationException e)
        {
            logger.LogError(e, "Order {Id} was not saved", id);
            return false;
        }
    }

    public async Task CancelAsync(Guid id, string reason, CancellationToken cancellationToken)
    {
        var order = await store.FindAsync(id, cancellationToken);
        if (order is null || !order.State.MayBecome(OrderState.Cancelled))
            return;
        order.Close(OrderState.Cancelled);
        await store.SaveAsync(order, cancellationToken);
        logger.LogInformation("Order {Id} cancelled: {Reason}", id, reason);
    }
}
