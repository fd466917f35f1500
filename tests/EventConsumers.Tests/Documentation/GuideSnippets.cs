using System.Buffers;
using System.Text.Json.Serialization;
using EventConsumers.Hosting;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventConsumers.Tests.Documentation;

/// <summary>The code of <c>docs/runtime/README.md</c>: here it compiles, and <see cref="GuideTests"/> compares.</summary>
internal static partial class GuideSnippets
{
    public static async Task WholeConsumer(
        Channel channel, Profiles profiles, IMessageSerializer<UserLoggedIn> serializer, MessageMetadata<Delivery> metadata, ILogger logger, CancellationToken stoppingToken)
    {
        using var metrics = new ConsumerMetrics("rabbitmq", "logins");
        var retry = new RetryThenDeadLetter<Delivery>(
            (delivery, cancellationToken) => profiles.SaveAsync(serializer.Deserialize(delivery.Body.Span), cancellationToken),
            async (letter, cancellationToken) =>
            {
                await channel.PublishConfirmedAsync("logins.dead", letter.Message.Body, letter.Headers, cancellationToken);
                metrics.CountDeadLettered(letter.Exception);
            },
            new() { Choose = exception => exception is MalformedMessageException ? FailureChoice.DeadLetter : FailureChoice.Retry });
        var deduplicator = new Deduplicator<Delivery>(metadata.IdOf, options: new() { Metrics = metrics });

        await using var pump = new MessagePump<Delivery>(
            metrics.Measure(deduplicator.Wrap(retry.HandleAsync), metadata),
            Settlements.Cumulative<Delivery>(
                delivery => (long)delivery.Tag,
                (tag, cancellationToken) => channel.BasicAckAsync((ulong)tag, multiple: true, cancellationToken)),
            new()
            {
                Concurrency = 50,
                Capacity = 500,
                Order = MessageOrder.ByKey<Delivery, string>(delivery => delivery.UserId),
                Metadata = metadata,
                Logger = logger,
            });
        metrics.ObserveInFlight(() => pump.Count);
        await pump.RunAsync(channel.ReceiveAsync("logins", prefetch: 500), stoppingToken);
    }

    public static Settlement<Delivery> Batched(Queue queue)
    {
        var settlement = Settlements.Batched<Delivery>(
            async (batch, cancellationToken) => await queue.DeleteAsync(batch, cancellationToken),
            new() { MaxSize = 10, MaxDelay = TimeSpan.FromMilliseconds(100) });
        return settlement;
    }

    public static async Task OwnLoop(
        Watermark watermark,
        Record received,
        Func<Record, CancellationToken, Task> HandleAsync,
        Func<long, CancellationToken, Task> CommitAsync,
        CancellationToken stoppingToken)
    {
        watermark.Track(received.Offset);
        await HandleAsync(received, stoppingToken);
        if (watermark.Complete(received.Offset))
            await CommitAsync(watermark.Value + 1, stoppingToken);
    }

    public static async Task Gate(
        Channel channel, IEnumerable<ReadOnlyMemory<byte>> logins, Services services, ConsumerMetrics metrics, ILogger logger, CancellationToken stoppingToken)
    {
        await using var gate = new ProducerGate(
            cancellationToken => channel.MessageCountAsync("logins", cancellationToken),
            new() { HighWaterMark = 50_000, LowWaterMark = 10_000, Logger = logger });
        foreach (var login in logins)
        {
            await gate.WaitAsync(stoppingToken);
            await channel.PublishConfirmedAsync("logins", login, headers: null, stoppingToken);
        }

        metrics.ObserveDepth(() => gate.Depth);
        services.AddHealthChecks().AddCheck("logins", new ConsumerHealthCheck(metrics, new()
        {
            DegradedDepth = 10_000,
            UnhealthyDepth = 100_000,
            DegradedProcessingTime = TimeSpan.FromSeconds(1),
            UnhealthyStall = TimeSpan.FromMinutes(5),
        }));
    }

    public static void OwnConsumerInHost(
        IServiceCollection services,
        ConsumerMetrics metrics,
        MessageMetadata<Delivery> metadata,
        Func<DeadLetter<Delivery>, CancellationToken, ValueTask> SendToDeadLettersAsync,
        Func<Func<Delivery, CancellationToken, ValueTask>, CancellationToken, Task> ConsumeAsync)
    {
        services.AddScoped<LoginHandler>();
        services.AddSingleton<IHostedService>(provider =>
        {
            var handler = new ScopedHandler<Delivery, LoginHandler>(provider.GetRequiredService<IServiceScopeFactory>());
            var retry = new RetryThenDeadLetter<Delivery>(handler.HandleAsync, SendToDeadLettersAsync);
            var deduplicator = new Deduplicator<Delivery>(metadata.IdOf, options: new() { Metrics = metrics });
            var handle = metrics.Measure(deduplicator.Wrap(retry.HandleAsync), metadata);
            return new ConsumerService(stopping => ConsumeAsync(handle, stopping));
        });
    }

    public static (UserLoggedIn Read, IMessageSerializer<Timestamp> Protobuf) Bodies(UserLoggedIn loggedIn, ArrayBufferWriter<byte> buffer)
    {
        var json = new JsonMessageSerializer<UserLoggedIn>(EventsContext.Default.UserLoggedIn);
        var protobuf = new ProtobufMessageSerializer<Timestamp>(Timestamp.Parser);

        json.Serialize(loggedIn, buffer);
        var read = json.Deserialize(buffer.WrittenSpan);
        return (read, protobuf);
    }

    internal sealed record Delivery(ulong Tag, string UserId, ReadOnlyMemory<byte> Body);

    internal sealed record Record(long Offset);

    internal sealed record UserLoggedIn(string UserId);

    internal sealed class LoginHandler : IMessageHandler<Delivery>
    {
        public ValueTask HandleAsync(Delivery message, CancellationToken cancellationToken) => default;
    }

    [JsonSerializable(typeof(UserLoggedIn))]
    internal sealed partial class EventsContext : JsonSerializerContext;

    /// <summary>What a client offers.</summary>
    internal abstract class Channel
    {
        public abstract ValueTask BasicAckAsync(ulong tag, bool multiple, CancellationToken cancellationToken);

        public abstract ValueTask PublishConfirmedAsync(
            string queue, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string>? headers, CancellationToken cancellationToken);

        public abstract ValueTask<long> MessageCountAsync(string queue, CancellationToken cancellationToken);

        public abstract IAsyncEnumerable<Delivery> ReceiveAsync(string queue, int prefetch);
    }

    internal abstract class Queue
    {
        public abstract ValueTask<IReadOnlyCollection<Delivery>> DeleteAsync(IReadOnlyList<Delivery> batch, CancellationToken cancellationToken);
    }

    internal abstract class Profiles
    {
        public abstract ValueTask SaveAsync(UserLoggedIn loggedIn, CancellationToken cancellationToken);
    }

    /// <summary>What a host offers.</summary>
    internal abstract class Services
    {
        public abstract Services AddHealthChecks();

        public abstract Services AddCheck(string name, IHealthCheck check);
    }
}
