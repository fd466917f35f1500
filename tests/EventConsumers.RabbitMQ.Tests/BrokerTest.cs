using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using EventConsumers.RabbitMQ.Tests.Brokers;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ.Tests;

/// <summary>A test with a queue of its own, a connection to prepare and look at it, and a proxy that consumers connect through.</summary>
[Collection(BrokerTests.Name)]
public abstract class BrokerTest(Broker broker) : IAsyncLifetime
{
    private IConnection? _connection;
    private IChannel? _channel;

    protected Broker Broker => broker;

    private protected TcpProxy Proxy { get; } = new(broker.Port);

    private protected RecordedLog Log { get; } = new();

    protected string Queue { get; } = $"test-{Guid.NewGuid():N}";

    protected string DeadLetters => $"{Queue}.dead-letters";

    protected IConnectionFactory Factory => broker.Factory(Proxy.Port);

    /// <summary>A channel straight to the broker that confirms what is published.</summary>
    protected IChannel Channel => _channel!;

    public virtual async Task InitializeAsync()
    {
        await ConnectAsync();
        await new QueueDeclaration(Queue) { DeliveryLimit = null }.DeclareAsync(Channel);
    }

    public async Task DisposeAsync()
    {
        await _connection!.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    protected async Task ConnectAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = await broker.Factory().CreateConnectionAsync();
        _channel = await _connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
    }

    /// <summary>Publishes messages whose header <c>key</c> is what stands before the colon: <c>anna:1</c>.</summary>
    protected async Task PublishAsync(params IEnumerable<string> messages)
    {
        var confirmed = new List<Task>();
        foreach (var message in messages)
        {
            var properties = new BasicProperties
            {
                Persistent = true,
                MessageId = message,
                Headers = new Dictionary<string, object?> { ["key"] = message.Split(':')[0] },
            };
            confirmed.Add(Channel.BasicPublishAsync("", Queue, mandatory: true, properties, Encoding.UTF8.GetBytes(message)).AsTask());
        }

        await Task.WhenAll(confirmed);
    }

    protected static IEnumerable<string> Numbered(string key, int count) =>
        Enumerable.Range(1, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{key}:{number}"));

    protected static string Text(RabbitMqDelivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span);

    protected RabbitMqConsumerOptions Options(Action<RabbitMqConsumerOptions>? configure = null)
    {
        var options = new RabbitMqConsumerOptions { Logger = Log, AcknowledgeAfter = TimeSpan.FromMilliseconds(50) };
        options.Retry.FirstDelay = TimeSpan.FromMilliseconds(5);
        configure?.Invoke(options);
        return options;
    }

    /// <summary>Starts a consumer that connects through the proxy, and waits until it consumes.</summary>
    private protected async Task<RunningConsumer> StartAsync(
        Func<RabbitMqDelivery, CancellationToken, ValueTask> handler, Action<RabbitMqConsumerOptions>? configure = null)
    {
        var running = new RunningConsumer(new RabbitMqConsumer(Factory, Queue, handler, Options(configure)));
        await Eventually.IsTrue(() => running.Consumer.IsConsuming, "the consumer consumes");
        return running;
    }

    /// <summary>How many messages the broker would deliver again if the consumer ended now, none of which are with a consumer.</summary>
    protected async Task<uint> DepthAsync(string queue) => await Channel.MessageCountAsync(queue);

    protected async Task DepthBecomesAsync(string queue, uint depth)
    {
        uint found = uint.MaxValue;
        for (var i = 0; i < 600; i++)
        {
            found = await DepthAsync(queue);
            if (found == depth)
                return;
            await Task.Delay(50);
        }

        Assert.Equal(depth, found);
    }

    protected async Task<IReadOnlyList<BasicGetResult>> TakeAllAsync(string queue)
    {
        var taken = new List<BasicGetResult>();
        while (await Channel.BasicGetAsync(queue, autoAck: true) is { } message)
            taken.Add(message);
        return taken;
    }

    private protected IEnumerable<string> Logged(LogLevel level) => Log.Entries.Where(entry => entry.Level == level).Select(entry => entry.Text);

    /// <summary>Notes what was handled, and in which order.</summary>
    private protected sealed class Handled
    {
        private readonly ConcurrentQueue<string> _messages = [];

        public IReadOnlyList<string> Messages => [.. _messages];

        public void Add(RabbitMqDelivery delivery) => _messages.Enqueue(Text(delivery));

        public IEnumerable<string> Of(string key) => _messages.Where(message => message.StartsWith(key + ":", StringComparison.Ordinal));
    }
}
