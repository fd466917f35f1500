// Trap: the in-memory transport, on the developer's machine only; elsewhere the caller brings a broker.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Rebus.Config;
using Rebus.Retry.Simple;
using Rebus.Transport;
using Rebus.Transport.InMem;

namespace ValidCode.Rebus;

public static class Setup
{
    public static void AddBus(IServiceCollection services, IHostEnvironment environment, Action<StandardConfigurer<ITransport>> broker)
    {
        if (environment.IsDevelopment())
            services.AddRebus(configure => configure.Transport(t => t.UseInMemoryTransport(new InMemNetwork(), "orders")).Options(Retry));
        else
            services.AddRebus(configure => configure.Transport(broker).Options(Retry));
        services.AddRebusHandler<ShippedHandler>();

        static void Retry(OptionsConfigurer options)
        {
            options.RetryStrategy(errorQueueName: "orders.error", maxDeliveryAttempts: 5, secondLevelRetriesEnabled: true);
            options.SetMaxParallelism(20);
        }
    }
}

internal sealed class ShippedHandler : global::Rebus.Handlers.IHandleMessages<OrderShipped>
{
    private readonly IOrderStore _orders;

    public ShippedHandler(IOrderStore orders) => _orders = orders;

    public async Task Handle(OrderShipped message) => await _orders.MarkShippedAsync(message.OrderId, message.Carrier).ConfigureAwait(false);
}
