// Trap: a subscriber found by its attribute that publishes on; its transport is chosen elsewhere and its retries are bounded.
using DotNetCore.CAP;
using Microsoft.Extensions.DependencyInjection;

namespace ValidCode.Cap;

public sealed class Subscriber : ICapSubscribe
{
    private readonly IOrderStore _orders;
    private readonly ICapPublisher _publisher;

    public Subscriber(IOrderStore orders, ICapPublisher publisher) => (_orders, _publisher) = (orders, publisher);

    [CapSubscribe("orders.placed", Group = "billing")]
    public async Task OnPlacedAsync(OrderPlaced order, [FromCap] CapHeader header, CancellationToken cancellationToken)
    {
        if (header.TryGetValue("replayed", out _))
            return;

        await _orders.SaveAsync(order, cancellationToken);
        await _publisher.PublishAsync("orders.billed", order.OrderId, cancellationToken: cancellationToken);
    }

    public static void Add(IServiceCollection services, ICapOptionsExtension transport, ICapOptionsExtension storage) => services.AddCap(options =>
    {
        options.RegisterExtension(transport);
        options.RegisterExtension(storage);
        options.FailedRetryCount = 5;
        options.FailedRetryInterval = 30;
        options.ConsumerThreadCount = 4;
    });
}
