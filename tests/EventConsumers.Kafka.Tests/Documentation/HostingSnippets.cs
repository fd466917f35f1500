using EventConsumers.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventConsumers.Kafka.Tests.Documentation;

/// <summary>Code of <c>docs/runtime/README.md</c>, whose test is in EventConsumers.Tests.</summary>
public sealed class HostingSnippets
{
    [Fact]
    public void A_host_has_the_consumer()
    {
        var builder = Host.CreateApplicationBuilder();
        Adapter(builder.Services, new ConsumerMetrics("kafka", "logins"));
        using var host = builder.Build();
        Assert.Single(host.Services.GetServices<IHostedService>().OfType<ConsumerService>());
    }

    private static void Adapter(IServiceCollection services, ConsumerMetrics metrics)
    {
        services.AddKafkaConsumer<string, string, LoginHandler>(
            new ConsumerConfig { BootstrapServers = "kafka:9092", GroupId = "profiles" },
            ["logins"],
            options => (options.Concurrency, options.Metrics) = (50, metrics));
    }

    private sealed class LoginHandler : IMessageHandler<ConsumeResult<string, string>>
    {
        public ValueTask HandleAsync(ConsumeResult<string, string> message, CancellationToken cancellationToken) => default;
    }
}
