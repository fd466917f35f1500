using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Shop.Feature0;

public static class Setup
{
    public static IServiceCollection AddFeature0(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OrderOptions>().Bind(configuration.GetSection(OrderOptions.Section));
        services.AddSingleton<IOrderStore, OrderStore>();
        services.AddSingleton<PriceCalculator>();
        services.AddSingleton<OrderValidator>();
        services.AddSingleton<OrderCache>();
        services.AddScoped<OrderService>();
        services.AddScoped<SalesReport>();
        services.AddSingleton<OrderPublisher>();
        services.AddHostedService<OrderCleaner>();
        services.AddHostedService<OrderPaidConsumer>();
        return services;
    }
}
