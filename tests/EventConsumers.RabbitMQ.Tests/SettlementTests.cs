using EventConsumers.RabbitMQ.Tests.Brokers;

namespace EventConsumers.RabbitMQ.Tests;

public sealed class SettlementTests(Broker broker) : BrokerTest(broker)
{
    private readonly Handled _handled = new();

    [Fact]
    public async Task Messages_are_acknowledged_together()
    {
        await PublishAsync(Numbered("a", 1000));
        // One after the other and without a clock: a handler that the machine holds up leaves no gap, and none is acknowledged for its age.
        await using var running = await StartAsync(
            Handle,
            options =>
            {
                options.Concurrency = 1;
                (options.Prefetch, options.AcknowledgeEvery, options.AcknowledgeAfter) = (200, 50, TimeSpan.FromMinutes(1));
            });
        await Eventually.IsTrue(() => _handled.Messages.Count == 1000, "all are handled");
        await running.StopAsync();

        Assert.Equal(0u, await DepthAsync(Queue));
        Assert.All(Proxy.Settlements, settlement => Assert.True(settlement is { Kind: SettlementKind.Ack, Multiple: true }));
        Assert.Equal(20, Proxy.Settlements.Count);
        Assert.Equal(Proxy.Settlements.Select(settlement => settlement.Tag).Order(), Proxy.Settlements.Select(settlement => settlement.Tag));
        Assert.Equal(1000ul, Proxy.Settlements.Last().Tag);
    }

    [Fact]
    public async Task A_single_message_is_acknowledged_in_time()
    {
        await using var running = await StartAsync(Handle, options => options.AcknowledgeEvery = 50);
        await PublishAsync("a:1");
        await Eventually.IsTrue(() => !Proxy.Settlements.IsEmpty, "it is acknowledged");
        Assert.Equal(1ul, Assert.Single(Proxy.Settlements).Tag);
    }

    [Fact]
    public async Task None_is_acknowledged_before_its_handler_has_finished()
    {
        var gate = new TaskCompletionSource();
        await PublishAsync(Numbered("a", 20));
        await using var running = await StartAsync(
            async (delivery, _) =>
            {
                if (Text(delivery) == "a:5")
                    await gate.Task;
                _handled.Add(delivery);
            },
            options => (options.Prefetch, options.AcknowledgeEvery) = (100, 1));
        await Eventually.IsTrue(() => _handled.Messages.Count == 19, "the others are handled");
        await Eventually.IsTrue(() => Proxy.Settlements.Any(settlement => settlement.Tag == 4), "those before it are acknowledged");
        await Task.Delay(200);
        Assert.DoesNotContain(Proxy.Settlements, settlement => settlement.Tag > 4);

        gate.SetResult();
        await Eventually.IsTrue(() => Proxy.Settlements.Any(settlement => settlement is { Tag: 20, Multiple: true }), "all are acknowledged");
    }

    [Fact]
    public async Task One_that_takes_long_does_not_use_up_the_prefetch()
    {
        var gate = new TaskCompletionSource();
        await PublishAsync(Numbered("a", 500));
        await using var running = await StartAsync(
            async (delivery, _) =>
            {
                if (Text(delivery) == "a:1")
                    await gate.Task;
                _handled.Add(delivery);
            },
            options => (options.Concurrency, options.Prefetch) = (4, 20));
        await Eventually.IsTrue(() => _handled.Messages.Count == 499, "all the others are handled");
        Assert.All(Proxy.Settlements, settlement => Assert.False(settlement.Multiple));
        Assert.DoesNotContain(Proxy.Settlements, settlement => settlement.Tag == 1);

        gate.SetResult();
        await Eventually.IsTrue(() => _handled.Messages.Count == 500, "it is handled");
        await running.StopAsync();
        Assert.Equal(0u, await DepthAsync(Queue));
        var alone = Proxy.Settlements.Where(settlement => !settlement.Multiple).Select(settlement => settlement.Tag).ToArray();
        Assert.Equal(alone.Distinct().Count(), alone.Length);
        Assert.Equal(1, Proxy.Connections);
    }

    [Fact]
    public async Task No_delivery_is_settled_twice_when_some_are_rejected()
    {
        await PublishAsync(Numbered("a", 300));
        await using var running = await StartAsync(
            (delivery, cancellationToken) =>
            {
                if (delivery.DeliveryTag % 7 == 0)
                    throw new InvalidDataException("poison");
                return Handle(delivery, cancellationToken);
            },
            options =>
            {
                (options.Prefetch, options.AcknowledgeEvery) = (60, 5);
                options.Retry.MaxAttempts = 1;
            });
        await Eventually.IsTrue(() => _handled.Messages.Count == 300 - 300 / 7, "the good ones are handled");
        await DepthBecomesAsync(DeadLetters, 300 / 7);
        await running.StopAsync();

        Assert.Equal(0u, await DepthAsync(Queue));
        Assert.Equal(1, Proxy.Connections);
        Assert.DoesNotContain(Log.Entries, entry => entry.Text.Contains("subscription", StringComparison.Ordinal));
        var rejected = Proxy.Settlements.Where(settlement => settlement.Kind == SettlementKind.Reject).Select(settlement => settlement.Tag).ToArray();
        Assert.Equal(300 / 7, rejected.Distinct().Count());
        Assert.DoesNotContain(Proxy.Settlements, settlement => settlement.Kind == SettlementKind.Ack && rejected.Contains(settlement.Tag));
    }

    [Fact]
    public async Task Acknowledged_messages_do_not_come_again_after_the_connection_is_cut()
    {
        await PublishAsync(Numbered("a", 50));
        await using (var running = await StartAsync(Handle))
        {
            await Eventually.IsTrue(() => Proxy.Settlements.Any(settlement => settlement.Tag == 50), "all are acknowledged");
            await Task.Delay(100);
            Proxy.Cut();
        }

        Assert.Equal(0u, await DepthAsync(Queue));
    }

    [Fact]
    public async Task A_body_is_gone_once_its_handler_has_finished()
    {
        RabbitMqDelivery? kept = null;
        await PublishAsync("a:1");
        await using var running = await StartAsync((delivery, _) =>
        {
            kept = delivery;
            _handled.Add(delivery);
            return default;
        });
        await Eventually.IsTrue(() => !Proxy.Settlements.IsEmpty, "it is acknowledged");
        Assert.Equal("a:1", Assert.Single(_handled.Messages));
        Assert.Throws<ObjectDisposedException>(() => kept!.Body);
    }

    private ValueTask Handle(RabbitMqDelivery delivery, CancellationToken cancellationToken)
    {
        _handled.Add(delivery);
        return default;
    }
}
