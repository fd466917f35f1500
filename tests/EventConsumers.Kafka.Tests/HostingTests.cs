using System.Collections.Concurrent;
using EventConsumers.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventConsumers.Kafka.Tests;

public sealed class HostingTests(MockCluster cluster) : IClassFixture<MockCluster>
{
    [Fact]
    public async Task A_hosted_consumer_handles_each_message_in_a_scope_of_its_own_and_drains()
    {
        await using var group = new Group(cluster, 2, "hosted");
        await group.ProduceAsync(30, keys: 30);
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<Scopes>().AddScoped<ScopeId>();
        builder.Services.AddKafkaConsumer<string, string, Handler>(group.Config(), [group.Topic]);
        using var host = builder.Build();
        var scopes = host.Services.GetRequiredService<Scopes>();
        await host.StartAsync();
        await Eventually.IsTrue(() => !scopes.Handled.IsEmpty, "a message is handled");
        await host.StopAsync();

        Assert.Equal(scopes.Handled.Count, scopes.Handled.Distinct().Count());
        Assert.Equal(scopes.Handled.Count, group.Committed());
    }

    [Fact]
    public async Task Wrong_settings_fail_the_start_of_the_host()
    {
        await Fails("ConsumerConfig.EnableAutoCommit is false", config => config.EnableAutoCommit = false);
        await Fails("KafkaConsumerOptions.Concurrency is 0", _ => { }, options => options.Concurrency = 0);
        await Fails("A topic is missing", _ => { }, topics: []);
    }

    private static async Task Fails(
        string message, Action<ConsumerConfig> configure, Action<KafkaConsumerOptions<string, string>>? change = null, string[]? topics = null)
    {
        var config = new ConsumerConfig { BootstrapServers = "localhost:9092", GroupId = "profiles" };
        configure(config);
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<Scopes>().AddScoped<ScopeId>();
        builder.Services.AddKafkaConsumer<string, string, Handler>(config, topics ?? ["logins"], change);
        using var host = builder.Build();
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync());
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    private sealed class Scopes
    {
        public ConcurrentQueue<Guid> Handled { get; } = new();
    }

    private sealed class ScopeId
    {
        public Guid Value { get; } = Guid.NewGuid();
    }

    private sealed class Handler(Scopes scopes, ScopeId scope) : IMessageHandler<ConsumeResult<string, string>>
    {
        public async ValueTask HandleAsync(ConsumeResult<string, string> message, CancellationToken cancellationToken)
        {
            await Task.Delay(5, cancellationToken);
            scopes.Handled.Enqueue(scope.Value);
        }
    }
}
