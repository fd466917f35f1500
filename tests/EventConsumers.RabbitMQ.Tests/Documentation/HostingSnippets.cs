using EventConsumers.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ.Tests.Documentation;

/// <summary>Code of <c>docs/runtime/README.md</c>, whose test is in EventConsumers.Tests.</summary>
public sealed class HostingSnippets
{
    [Fact]
    public async Task A_host_has_the_consumer_and_its_health_check()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddScoped<Profiles>();
        Adapter(builder.Services);
        using var host = builder.Build();
        Assert.Single(host.Services.GetServices<IHostedService>().OfType<ConsumerService>());
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, report.Entries["logins"].Status);
        Assert.Contains("inFlight", report.Entries["logins"].Data.Keys);
    }

    private static void Adapter(IServiceCollection services)
    {
        var metrics = new ConsumerMetrics("rabbitmq", "logins");
        services.AddSingleton<IConnectionFactory>(new ConnectionFactory { HostName = "rabbitmq" });
        services.AddRabbitMqConsumer<LoginHandler>("logins", options =>
        {
            options.Concurrency = 50;
            options.Prefetch = 500;
            options.Metrics = metrics;
        });
        services.AddHealthChecks().AddCheck("logins", new ConsumerHealthCheck(metrics, new() { UnhealthyDepth = 100_000 }));
    }

    public sealed class LoginHandler(Profiles profiles) : IMessageHandler<RabbitMqDelivery>
    {
        public async ValueTask HandleAsync(RabbitMqDelivery delivery, CancellationToken cancellationToken) =>
            await profiles.SaveAsync(delivery.Body, cancellationToken);
    }

    public class Profiles
    {
        public virtual ValueTask SaveAsync(ReadOnlyMemory<byte> loggedIn, CancellationToken cancellationToken) => default;
    }
}
