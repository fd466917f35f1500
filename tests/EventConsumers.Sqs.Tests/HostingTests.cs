using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;
using EventConsumers.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventConsumers.Sqs.Tests;

public sealed class HostingTests
{
    private readonly InProcessSqs _sqs = new(TimeProvider.System);

    [Fact]
    public async Task A_hosted_consumer_handles_each_message_in_a_scope_of_its_own_and_drains()
    {
        var url = _sqs.Create("users");
        for (var i = 0; i < 30; i++)
            _sqs.Send(url, $"{i}");
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<IAmazonSQS>(_sqs).AddSingleton<Handled>().AddScoped<ScopeId>();
        builder.Services.AddSqsConsumer<Handler>(options => (options.QueueUrl, options.WaitTime) = (url, TimeSpan.FromSeconds(1)));
        using var host = builder.Build();
        var handled = host.Services.GetRequiredService<Handled>();
        await host.StartAsync();
        await Eventually.IsTrue(() => !handled.Scopes.IsEmpty, "a message is handled");
        await host.StopAsync();

        Assert.Equal(handled.Scopes.Count, handled.Scopes.Distinct().Count());
        Assert.Equal(30 - handled.Scopes.Count, _sqs.Bodies(url).Count);
    }

    [Fact]
    public async Task Wrong_options_fail_the_start_of_the_host()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<IAmazonSQS>(_sqs).AddSingleton<Handled>().AddScoped<ScopeId>();
        builder.Services.AddSqsConsumer<Handler>(options => options.Concurrency = 0);
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync());
        Assert.Contains("SqsConsumerOptions.QueueUrl is ''", exception.Message);
    }

    private sealed class Handled
    {
        public ConcurrentQueue<Guid> Scopes { get; } = new();
    }

    private sealed class ScopeId
    {
        public Guid Value { get; } = Guid.NewGuid();
    }

    private sealed class Handler(Handled handled, ScopeId scope) : IMessageHandler<Message>
    {
        public async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
        {
            await Task.Delay(5, cancellationToken);
            handled.Scopes.Enqueue(scope.Value);
        }
    }
}
