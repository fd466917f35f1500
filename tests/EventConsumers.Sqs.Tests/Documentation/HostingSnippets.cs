using Amazon.SQS;
using Amazon.SQS.Model;
using EventConsumers.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventConsumers.Sqs.Tests.Documentation;

/// <summary>Code of <c>docs/runtime/README.md</c>, whose test is in EventConsumers.Tests.</summary>
public sealed class HostingSnippets
{
    [Fact]
    public void A_host_has_the_consumer()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<IAmazonSQS>(new InProcessSqs(TimeProvider.System));
        Adapter(builder.Services, "https://sqs.example/1/logins", new ConsumerMetrics("aws_sqs", "logins"));
        using var host = builder.Build();
        Assert.Single(host.Services.GetServices<IHostedService>().OfType<ConsumerService>());
    }

    private static void Adapter(IServiceCollection services, string queueUrl, ConsumerMetrics metrics)
    {
        services.AddSqsConsumer<LoginHandler>(options => (options.QueueUrl, options.Concurrency, options.Metrics) = (queueUrl, 20, metrics));
    }

    private sealed class LoginHandler : IMessageHandler<Message>
    {
        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) => default;
    }
}
