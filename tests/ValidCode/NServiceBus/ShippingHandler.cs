// Trap: two handlers in one class, one of which answers early for an order that is known.
using NServiceBus;

namespace ValidCode.NServiceBus;

public sealed class PlaceOrder : ICommand
{
    public string OrderId { get; set; } = "";
}

public sealed class OrderAccepted : IEvent
{
    public string OrderId { get; set; } = "";
}

public sealed class ShippingHandler : IHandleMessages<PlaceOrder>, IHandleMessages<OrderAccepted>
{
    private readonly IInbox _known;
    private readonly IOrderStore _orders;

    public ShippingHandler(IInbox known, IOrderStore orders) => (_known, _orders) = (known, orders);

    public async Task Handle(PlaceOrder message, IMessageHandlerContext context)
    {
        if (await _known.HasAsync(message.OrderId, context.CancellationToken))
        {
            await context.Reply(new OrderAccepted { OrderId = message.OrderId });
            return;
        }

        await _orders.SaveAsync(new OrderPlaced(message.OrderId, "unknown", 0, DateTimeOffset.UtcNow), context.CancellationToken);
        await context.Publish<OrderAccepted>(accepted => accepted.OrderId = message.OrderId);
    }

    Task IHandleMessages<OrderAccepted>.Handle(OrderAccepted message, IMessageHandlerContext context) =>
        _orders.MarkShippedAsync(message.OrderId, "mail", context.CancellationToken);
}
