using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using EventConsumers.Hosting;
using EventConsumers.RabbitMQ.Tests.Brokers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ.Tests;

public sealed class HostingTests(Broker broker) : BrokerTest(broker)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hosted_consumer_handles_each_message_in_a_scope_of_its_own_and_drains(bool isConnectionShared)
    {
        await PublishAsync(Numbered("a", 100));
        await using var connection = isConnectionShared ? await Factory.CreateConnectionAsync() : null;
        using var host = Build(connection, options => (options.Prefetch, options.Concurrency) = (10, 2));
        await host.StartAsync();
        var handled = host.Services.GetRequiredService<HandledScopes>();
        await Eventually.IsTrue(() => handled.Scopes.Count > 3, "messages are handled");
        await host.StopAsync();

        var count = handled.Scopes.Count;
        Assert.InRange(count, 4, 99);
        Assert.Equal(count, handled.Scopes.Distinct().Count());
        await DepthBecomesAsync(Queue, (uint)(100 - count));
        Assert.True(connection?.IsOpen ?? true);
    }

    [Fact]
    public async Task Wrong_options_fail_the_start_of_the_host()
    {
        using var host = Build(null, options => options.Concurrency = 0);
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync());
        Assert.StartsWith("RabbitMqConsumerOptions.Concurrency is 0", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_connection_fails_the_start_of_the_host()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddRabbitMqConsumer<Handler>(Queue);
        using var host = builder.Build();
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());
        Assert.Contains("IConnectionFactory", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consumer_that_fails_stops_the_host()
    {
        await using var connection = await Factory.CreateConnectionAsync();
        using var host = Build(connection, _ => { });
        await host.StartAsync();
        var stopping = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        await connection.CloseAsync();
        await stopping.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task What_it_does_is_measured()
    {
        var measured = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "EventConsumers")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument.Name, value, tags));
        listener.Start();
        await PublishAsync("a:1", "a:2", "bad");
        using var metrics = new ConsumerMetrics("rabbitmq", Queue);
        await using var running = await StartAsync(
            (delivery, _) => Text(delivery) == "bad" ? throw new InvalidDataException("poison") : default,
            options =>
            {
                options.Metrics = metrics;
                options.Retry.MaxAttempts = 1;
            });
        await DepthBecomesAsync(DeadLetters, 1);
        await Eventually.IsTrue(
            () =>
            {
                listener.RecordObservableInstruments();
                return measured.ContainsKey("eventconsumers.queue.depth") && measured.GetValueOrDefault("messaging.client.consumed.messages") == 3;
            },
            "depth and messages are measured");
        Assert.Equal(1, measured["eventconsumers.deadlettered"]);
        Assert.True(measured.ContainsKey("messaging.process.duration"));
        Assert.True(measured.ContainsKey("eventconsumers.inflight"));

        void Note(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.ToArray().Any(tag => Equals(tag.Value, Queue)))
                measured.AddOrUpdate(name, value, (_, before) => before + value);
        }
    }

    private IHost Build(IConnection? connection, Action<RabbitMqConsumerOptions> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<HandledScopes>().AddScoped<ScopeId>();
        if (connection is null)
            builder.Services.AddSingleton(Factory);
        else
            builder.Services.AddSingleton(connection);
        builder.Services.AddRabbitMqConsumer<Handler>(Queue, configure);
        return builder.Build();
    }

    private sealed class HandledScopes
    {
        public ConcurrentQueue<Guid> Scopes { get; } = new();
    }

    private sealed class ScopeId
    {
        public Guid Value { get; } = Guid.NewGuid();
    }

    private sealed class Handler(HandledScopes handled, ScopeId scope) : IMessageHandler<RabbitMqDelivery>
    {
        public async ValueTask HandleAsync(RabbitMqDelivery message, CancellationToken cancellationToken)
        {
            await Task.Delay(5, cancellationToken);
            handled.Scopes.Enqueue(scope.Value);
        }
    }
}
