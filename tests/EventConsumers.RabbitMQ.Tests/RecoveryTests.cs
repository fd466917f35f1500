using System.Diagnostics.Metrics;
using EventConsumers.RabbitMQ.Tests.Brokers;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ.Tests;

public sealed class RecoveryTests(Broker broker) : BrokerTest(broker)
{
    private readonly Handled _handled = new();
    private volatile TaskCompletionSource? _hold;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_cut_and_restored_loses_nothing(bool isApplications)
    {
        await PublishAsync(Numbered("a", 500));
        await using var connection = isApplications ? await Factory.CreateConnectionAsync() : null;
        await using var running = new RunningConsumer(
            connection is null
                ? new RabbitMqConsumer(Factory, Queue, HandleSlowly, Options(options => options.Prefetch = 50))
                : new RabbitMqConsumer(connection, Queue, HandleSlowly, Options(options => options.Prefetch = 50)));
        await HoldAfterAsync(100);
        Proxy.Cut();
        await Eventually.IsTrue(() => !running.Consumer.IsConsuming, "the consumer has noticed");
        _hold!.SetResult();
        await Task.Delay(300);
        Proxy.Restore();
        await Eventually.IsTrue(() => running.Consumer.IsConsuming, "the consumer is back");
        await Eventually.IsTrue(() => _handled.Messages.Distinct().Count() == 500, "all are handled");
        await running.StopAsync();

        Assert.InRange(_handled.Messages.Count, 500, 550);
        Assert.Equal(0u, await DepthAsync(Queue));
        Assert.Contains(Logged(LogLevel.Warning), text => text.Contains("subscription", StringComparison.Ordinal));
        if (connection is not null)
            Assert.True(connection.IsOpen);
    }

    [Fact]
    public async Task A_message_whose_channel_has_ended_is_not_acknowledged_on_the_next()
    {
        var gate = new TaskCompletionSource();
        await PublishAsync(Numbered("a", 3));
        await using var running = await StartAsync(
            async (delivery, _) =>
            {
                await gate.Task;
                _handled.Add(delivery);
            },
            options => (options.Order, options.AcknowledgeEvery) = (RabbitMqOrder.ByHeader("key"), 1));
        await Eventually.IsTrue(() => running.Consumer.Count == 3, "all are delivered");
        Proxy.Cut();
        await Eventually.IsTrue(() => !running.Consumer.IsConsuming, "the consumer has noticed");
        Proxy.Restore();
        await Eventually.IsTrue(() => running.Consumer is { IsConsuming: true, Count: 6 }, "all are delivered again");
        Assert.Empty(Proxy.Settlements);

        gate.SetResult();
        await Eventually.IsTrue(() => _handled.Messages.Count == 4, "the one under way and all copies are handled");
        await running.StopAsync();
        Assert.Equal(["a:1", "a:1", "a:2", "a:3"], _handled.Messages);
        Assert.Equal([1ul, 2, 3], Proxy.Settlements.Select(settlement => settlement.Tag));
        Assert.Equal(0u, await DepthAsync(Queue));
    }

    [Fact]
    public async Task A_message_whose_channel_has_ended_before_its_handler_started_is_not_measured()
    {
        var gate = new TaskCompletionSource();
        var consumed = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "messaging.client.consumed.messages")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            if (tags.ToArray().Any(tag => Equals(tag.Value, Queue)))
                Interlocked.Add(ref consumed, count);
        });
        listener.Start();
        using var metrics = new ConsumerMetrics("rabbitmq", Queue);
        await PublishAsync(Numbered("a", 3));
        await using var running = await StartAsync(
            async (delivery, _) =>
            {
                await gate.Task;
                _handled.Add(delivery);
            },
            options => (options.Order, options.Metrics) = (RabbitMqOrder.ByHeader("key"), metrics));
        await Eventually.IsTrue(() => running.Consumer.Count == 3, "all are delivered");
        Proxy.Cut();
        await Eventually.IsTrue(() => !running.Consumer.IsConsuming, "the consumer has noticed");
        Proxy.Restore();
        await Eventually.IsTrue(() => running.Consumer is { IsConsuming: true, Count: 6 }, "all are delivered again");
        gate.SetResult();
        await Eventually.IsTrue(() => _handled.Messages.Count == 4, "the one under way and all copies are handled");
        await running.StopAsync();

        Assert.Equal(4, Interlocked.Read(ref consumed));
    }

    [Fact]
    public async Task A_message_that_fails_when_its_channel_has_ended_is_not_reported_as_dead_lettered()
    {
        await PublishAsync("a:1");
        var gate = new TaskCompletionSource();
        await using var running = await StartAsync(
            async (delivery, _) =>
            {
                if (!delivery.Redelivered)
                {
                    await gate.Task;
                    throw new IOException("no answer");
                }

                _handled.Add(delivery);
            },
            options => (options.Order, options.Retry.MaxAttempts) = (RabbitMqOrder.ByHeader("key"), 1));
        await Eventually.IsTrue(() => running.Consumer.Count == 1, "it is delivered");
        Proxy.Cut();
        await Eventually.IsTrue(() => !running.Consumer.IsConsuming, "the consumer has noticed");
        Proxy.Restore();
        gate.SetResult();
        await Eventually.IsTrue(() => _handled.Messages.Count == 1, "its copy is handled");

        Assert.DoesNotContain(Log.Entries, entry => entry.Text.Contains("dead-lettered", StringComparison.Ordinal));
        Assert.Contains(Log.Entries, entry => entry is { Level: LogLevel.Warning, Exception: IOException } && entry.Text.Contains("delivery tag 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_waits_for_room_and_whose_key_cannot_be_compared_then_is_not_lost()
    {
        var gate = new TaskCompletionSource();
        var keys = new RefusesOnce();
        await PublishAsync("a:1", "b:1");
        await using var running = await StartAsync(
            async (delivery, _) =>
            {
                await gate.Task;
                _handled.Add(delivery);
            },
            options => (options.Prefetch, options.Concurrency, options.AcknowledgeEvery, options.Order) =
                (2, 2, 1, MessageOrder.ByKey<RabbitMqDelivery, string>(delivery => delivery.Header("key"), keys)));
        await Eventually.IsTrue(() => running.Consumer.Count == 2, "both are being handled");
        keys.Refused = "a";
        Proxy.Cut();
        await Eventually.IsTrue(() => !running.Consumer.IsConsuming, "the consumer has noticed");
        Proxy.Restore();
        await Eventually.IsTrue(() => running.Consumer.IsConsuming, "the consumer is back, and its copies wait for room");
        gate.SetResult();
        await Eventually.IsTrue(() => _handled.Of("b").Count() == 2, "the other copy is handled");
        await running.StopAsync();

        await DepthBecomesAsync(Queue, 0);
        var letter = Assert.Single(await TakeAllAsync(DeadLetters));
        Assert.Equal("a:1", letter.BasicProperties.MessageId);
        Assert.Null(keys.Refused);
    }

    [Fact]
    public async Task A_message_that_fails_is_not_tried_further_once_its_channel_has_ended()
    {
        await PublishAsync("a:1");
        var attempts = 0;
        var isCut = false;
        await using var running = await StartAsync(
            (delivery, _) =>
            {
                if (delivery.Redelivered)
                {
                    _handled.Add(delivery);
                    return default;
                }

                Assert.False(isCut);
                attempts++;
                throw new IOException("not yet");
            },
            options => (options.Order, options.Retry.FirstDelay, options.Retry.MaxAttempts) = (RabbitMqOrder.ByHeader("key"), TimeSpan.FromMilliseconds(300), 10));
        await Eventually.IsTrue(() => attempts == 1, "it has failed");
        Proxy.Cut();
        await Eventually.IsTrue(() => !running.Consumer.IsConsuming, "the consumer has noticed");
        isCut = true;
        Proxy.Restore();
        await Eventually.IsTrue(() => _handled.Messages.Count == 1, "its copy is handled");
    }

    // The client may lose the whole connection with it, when deliveries are still on their way: "The given key '1' was not present in the dictionary".
    [Fact]
    public async Task A_channel_that_the_broker_closes_is_replaced()
    {
        await PublishAsync(Numbered("a", 200));
        IChannel? channel = null;
        await using var running = await StartAsync(
            HandleSlowly,
            options => (options.Prefetch, options.Prepare) = (20, (opened, _) =>
            {
                channel = opened;
                return Task.CompletedTask;
            }));
        await HoldAfterAsync(20);
        await channel!.BasicAckAsync(999_999, multiple: false);
        await Eventually.IsTrue(() => Logged(LogLevel.Warning).Any(text => text.Contains("its channel was closed", StringComparison.Ordinal)), "its end is reported");
        _hold!.SetResult();
        await Eventually.IsTrue(() => _handled.Messages.Distinct().Count() == 200, "all are handled");
        await running.StopAsync();

        Assert.InRange(_handled.Messages.Count, 200, 220);
        Assert.Equal(0u, await DepthAsync(Queue));
    }

    [Fact]
    public async Task A_queue_that_is_deleted_is_reported_and_consumed_again_when_it_is_back()
    {
        await using var running = await StartAsync(HandleSlowly);
        await PublishAsync("a:1");
        await Eventually.IsTrue(() => _handled.Messages.Count == 1, "it consumes");
        await Channel.QueueDeleteAsync(Queue);
        await Eventually.IsTrue(() => Logged(LogLevel.Warning).Any(text => text.Contains("deleted or moved", StringComparison.Ordinal)), "its end is reported");
        await Eventually.IsTrue(() => Logged(LogLevel.Error).Count(text => text.Contains("cannot be consumed", StringComparison.Ordinal)) > 1, "each try is reported");
        Assert.False(running.Consumer.IsConsuming);

        await new QueueDeclaration(Queue).DeclareAsync(Channel);
        await PublishAsync("a:2");
        await Eventually.IsTrue(() => _handled.Messages.Count == 2, "it consumes again");
    }

    [Fact]
    public async Task A_queue_that_is_deleted_is_declared_again_by_the_preparation()
    {
        await using var running = await StartAsync(HandleSlowly, options => options.Prepare = new QueueDeclaration(Queue) { DeliveryLimit = null }.DeclareAsync);
        await Channel.QueueDeleteAsync(Queue);
        await Eventually.IsTrue(() => Logged(LogLevel.Information).Count() >= 2, "it has subscribed again");
        await PublishAsync("a:1");
        await Eventually.IsTrue(() => _handled.Messages.Count == 1, "it consumes again");
    }

    [Fact]
    public async Task A_consumer_that_starts_before_its_broker_waits_for_it()
    {
        Proxy.Cut();
        await using var running = new RunningConsumer(new RabbitMqConsumer(Factory, Queue, HandleSlowly, Options()));
        await Eventually.IsTrue(() => Logged(LogLevel.Error).Any(), "the failure is reported");
        await PublishAsync("a:1");
        Proxy.Restore();
        await Eventually.IsTrue(() => _handled.Messages.Count == 1, "it consumes");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_broker_that_is_restarted_loses_nothing(bool isQuorum)
    {
        await Channel.QueueDeleteAsync(Queue);
        await new QueueDeclaration(Queue) { IsQuorum = isQuorum, DeadLetterQueue = $"{Queue}.other-dead-letters" }.DeclareAsync(Channel);
        await PublishAsync(Numbered("a", 1000));
        await using var running = await StartAsync(HandleSlowly, options => (options.Prefetch, options.Order) = (50, RabbitMqOrder.ByHeader("key")));
        await HoldAfterAsync(50);
        await Broker.StopAsync();
        _hold!.SetResult();
        await Broker.StartAsync();
        await Eventually.IsTrue(() => _handled.Messages.Distinct().Count() == 1000, "all are handled");
        await running.StopAsync();

        Assert.InRange(_handled.Messages.Count, 1000, 1050);
        Assert.Equal(Numbered("a", 1000), _handled.Messages.Distinct());
        await ConnectAsync();
        Assert.Equal(0u, await DepthAsync(Queue));
    }

    [Fact]
    public async Task A_connection_that_the_application_closes_ends_the_run()
    {
        var connection = await Factory.CreateConnectionAsync();
        await using var running = new RunningConsumer(new RabbitMqConsumer(connection, Queue, HandleSlowly, Options()));
        await Eventually.IsTrue(() => running.Consumer.IsConsuming, "it consumes");
        await connection.CloseAsync();
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => running.Run.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("end the consumer first", exception.Message, StringComparison.Ordinal);
        await connection.DisposeAsync();
    }

    /// <summary>Lets no more handlers finish after so many messages, until <see cref="_hold"/> is completed.</summary>
    private async Task HoldAfterAsync(int count)
    {
        await Eventually.IsTrue(() => _handled.Messages.Count > count, "some are handled");
        _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private async ValueTask HandleSlowly(RabbitMqDelivery delivery, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        if (_hold is { } hold)
            await hold.Task.WaitAsync(cancellationToken);
        _handled.Add(delivery);
    }

    private sealed class RefusesOnce : IEqualityComparer<string>
    {
        private string? _refused;

        public string? Refused
        {
            get => Volatile.Read(ref _refused);
            set => Volatile.Write(ref _refused, value);
        }

        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode(string obj) =>
            obj == Refused && Interlocked.Exchange(ref _refused, null) is not null ? throw new FormatException("no key") : obj.GetHashCode(StringComparison.Ordinal);
    }
}
