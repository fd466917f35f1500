// Trap: retries and an in-memory transport, but the retries are bounded and the transport is for the developer's machine.
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ValidCode.MassTransit;

public static class Configuration
{
    public static void AddMessaging(this IServiceCollection services, IHostEnvironment environment, Action<IBusRegistrationConfigurator> useBroker) =>
        services.AddMassTransit(bus =>
        {
            bus.AddConsumer<ShippedConsumer>(consumer => consumer.UseMessageRetry(retry =>
            {
                retry.Handle<StoreUnavailableException>();
                retry.Exponential(5, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(200));
            }));

            if (environment.IsDevelopment())
                bus.UsingInMemory((context, configurator) => configurator.ConfigureEndpoints(context));
            else
                useBroker(bus);
        });
}

public sealed class ShippedConsumer : IConsumer<OrderShipped>
{
    private readonly IOrderStore _orders;

    public ShippedConsumer(IOrderStore orders) => _orders = orders;

    public Task Consume(ConsumeContext<OrderShipped> context) =>
        _orders.MarkShippedAsync(context.Message.OrderId, context.Message.Carrier, context.CancellationToken);
}
