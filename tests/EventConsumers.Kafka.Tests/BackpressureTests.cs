namespace EventConsumers.Kafka.Tests;

public sealed class BackpressureTests(MockCluster cluster) : IClassFixture<MockCluster>
{
    [Fact]
    public async Task Slow_handlers_pause_the_partitions_and_cost_no_rebalance()
    {
        await using var group = new Group(cluster, 2, "slow");
        await group.ProduceAsync(300, keys: 300);
        var received = 0;
        var mostHeld = 0;
        var gate = new SemaphoreSlim(0);
        var client = new WatchedBuilder.Observer
        {
            OnConsumed = () =>
            {
                var held = Interlocked.Increment(ref received) - group.Handled.Count;
                mostHeld = Math.Max(mostHeld, held);
            },
        };
        var member = group.Start(
            (_, cancellationToken) => new ValueTask(gate.WaitAsync(cancellationToken)),
            options =>
            {
                (options.Concurrency, options.Capacity) = (4, 20);
                (options.RevokeTimeout, options.CancelTimeout) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
                options.CreateBuilder = config => new WatchedBuilder(config, client);
            },
            config => (config.SessionTimeoutMs, config.MaxPollIntervalMs) = (4000, 4000));
        await Eventually.IsTrue(() => received >= 20, "the consumer is full");
        // Twice the time after which the client gives up a consumer that does not poll.
        await Task.Delay(8000);
        Assert.Equal(0, group.Handled.Count);
        Assert.Single(group.Log.Entries, entry => entry.Text.StartsWith("Assigned", StringComparison.Ordinal));
        Assert.DoesNotContain(group.Log.Entries, entry => entry.Text.StartsWith("Revoked", StringComparison.Ordinal) || entry.Text.StartsWith("Lost", StringComparison.Ordinal));
        Assert.InRange(client.Paused, 1, 3);

        gate.Release(300);
        await Eventually.IsTrue(() => group.Handled.Count >= 300, "all are handled");
        await member.StopAsync();
        group.Handled.AreEach(300);
        // What is in the pump, the one that did not fit, and handlers that have ended but were not yet noted.
        Assert.InRange(mostHeld, 20, 20 + 1 + 4);
        Assert.Equal(300, group.Committed());
    }
}
