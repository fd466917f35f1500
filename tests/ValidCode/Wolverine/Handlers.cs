// Trap: handlers by name, static, with services as parameters; what they return is sent on.
using Wolverine;

namespace ValidCode.Wolverine;

public static class OrderPlacedHandler
{
    public static async Task<OrderShipped> Handle(OrderPlaced placed, IOrderStore orders, CancellationToken cancellationToken)
    {
        await orders.SaveAsync(placed, cancellationToken);
        return new OrderShipped(placed.OrderId, "mail");
    }
}

public sealed class OrderShippedConsumer
{
    public async ValueTask ConsumeAsync(OrderShipped shipped, IOrderStore orders, IMessageContext context)
    {
        try
        {
            await orders.MarkShippedAsync(shipped.OrderId, shipped.Carrier);
        }
        catch (StoreUnavailableException) when (context.Envelope.Attempts < 3)
        {
            await context.ScheduleAsync(shipped, TimeSpan.FromSeconds(10 * context.Envelope.Attempts));
        }
    }
}

/// <summary>No handler of messages: a service whose method happens to be named Handle.</summary>
public sealed class RequestHandler
{
    private readonly SemaphoreSlim _gate = new(4);

    public void Handle(string path)
    {
        _gate.Wait();
        try
        {
            while (!File.Exists(path))
                Thread.Sleep(100);
        }
        finally
        {
            _gate.Release();
        }
    }
}
