namespace EventConsumers.Kafka.Tests;

public sealed class RebalanceTests(MockCluster cluster) : IClassFixture<MockCluster>
{
    [Theory]
    [InlineData(PartitionAssignmentStrategy.Range)]
    [InlineData(PartitionAssignmentStrategy.CooperativeSticky)]
    public async Task Consumers_that_come_and_go_lose_nothing_and_keep_the_order(PartitionAssignmentStrategy strategy)
    {
        await using var group = new Group(cluster, 4, "come-and-go");
        using var stopProducing = new CancellationTokenSource();
        var producing = ProduceAsync(group, stopProducing.Token);
        Member Start() => group.Start(
            async (_, cancellationToken) => await Task.Delay(Random.Shared.Next(3), cancellationToken),
            options => (options.Concurrency, options.Capacity) = (4, 50),
            config => config.PartitionAssignmentStrategy = strategy);

        // The first one stays: the mock cluster does not take new members into a group that all have left.
        Start();
        await Eventually.IsTrue(() => group.Handled.Count > 300, "the first one works");
        var second = Start();
        await Eventually.IsTrue(() => second.Handled > 300, "the second one works too");
        await second.StopAsync();
        var third = Start();
        await Eventually.IsTrue(() => third.Handled > 300, "the third one works too");
        await stopProducing.CancelAsync();
        var count = await producing;
        await Eventually.IsTrue(() => group.Handled.DistinctCount == count, "all are handled");
        await Eventually.IsTrue(() => group.Committed() == count, "all are committed");

        var repeated = group.Handled.AreAll(count);
        // What was taken away had been drained, so only a commit that fails makes repeats. The mock cluster refuses commits
        // while the group is rebalancing, which brokers do not; cooperative members commit before.
        if (!group.Log.Entries.Any(entry => entry.Text.StartsWith("Offsets could not be committed", StringComparison.Ordinal)))
            Assert.Equal(0, repeated);
        Assert.InRange(repeated, 0, count / 2);
        group.Handled.AreInOrderPerKey();
    }

    [Theory]
    [InlineData(PartitionAssignmentStrategy.Range)]
    [InlineData(PartitionAssignmentStrategy.CooperativeSticky)]
    public async Task A_handler_that_outlives_its_partition_moves_no_offset_and_holds_up_its_key(PartitionAssignmentStrategy strategy)
    {
        await using var group = new Group(cluster, 2, "outlive");
        var gate = new TaskCompletionSource();
        var started = 0;
        var ended = 0;
        var overlaps = 0;
        // Each partition begins with a message whose first handler hangs and ignores its token.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(partition => group.Producer.ProduceAsync(
            new TopicPartition(group.Topic, partition), new Message<string, string> { Key = $"stuck{partition}", Value = $"{partition}" })));
        Member Start(bool isFirst) => group.Start(
            async (result, _) =>
            {
                if (isFirst && result.Offset == 0)
                {
                    var number = Interlocked.Increment(ref started);
                    // The first two are those that hang; whoever starts the same message again meanwhile overlaps.
                    if (number <= 2)
                        await gate.Task;
                    else if (Volatile.Read(ref ended) < 2)
                        Interlocked.Increment(ref overlaps);
                    Interlocked.Increment(ref ended);
                }
            },
            options => (options.RevokeTimeout, options.CancelTimeout) = (TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(200)),
            config => config.PartitionAssignmentStrategy = strategy);

        Start(isFirst: true);
        await Eventually.IsTrue(() => started == 2, "both hang");
        var second = Start(isFirst: false);
        await Eventually.IsTrue(() => group.Handled.Count >= 1, "the second one handles the message of the partition that it got");
        await Eventually.IsTrue(() => group.Committed() == 1, "and commits it");
        await second.StopAsync();

        // One partition is back with the first one; new messages come behind those that hang there.
        await Task.Delay(1000);
        Assert.Equal(1, group.Committed());
        gate.SetResult();
        await Eventually.IsTrue(() => group.Committed() == 2, "all are settled in the end");
        Assert.Equal(0, overlaps);
        Assert.Contains(group.Log.Entries, entry => entry.Text.Contains("taken away with", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_partition_that_is_lost_while_its_window_is_full_is_received_again_when_it_comes_back()
    {
        await using var group = new Group(cluster, 1, "lost-full");
        await group.ProduceAsync(100, keys: 100);
        var gate = new TaskCompletionSource();
        var member = group.Start(
            async (result, _) =>
            {
                if (result.Offset == 0)
                    await gate.Task;
            },
            options => options.ReplayWindow = 20);
        await Eventually.IsTrue(() => group.Log.Entries.Any(entry => entry.Text.Contains("waits: 20 messages", StringComparison.Ordinal)), "the window is full");
        cluster.Fail(MockCluster.Request.Heartbeat, ErrorCode.UnknownMemberId, 1);
        await Eventually.IsTrue(() => group.Log.Entries.Any(entry => entry.Text.StartsWith("Lost", StringComparison.Ordinal)), "it is lost");
        gate.SetResult();
        await Eventually.IsTrue(() => group.Committed() == 100, "it is received again");
        await member.StopAsync();
        group.Handled.AreAll(100);
    }

    [Fact]
    public async Task Handlers_of_a_partition_that_goes_are_cancelled_when_their_time_is_over()
    {
        await using var group = new Group(cluster, 2, "cancelled");
        await Task.WhenAll(Enumerable.Range(0, 2).Select(partition => group.Producer.ProduceAsync(
            new TopicPartition(group.Topic, partition), new Message<string, string> { Key = $"{partition}", Value = $"{partition}" })));
        var started = 0;
        var cancelled = 0;
        group.Start(
            async (_, cancellationToken) =>
            {
                Interlocked.Increment(ref started);
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
                finally
                {
                    Interlocked.Increment(ref cancelled);
                }
            },
            options => (options.RevokeTimeout, options.CancelTimeout) = (TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(5)),
            config => config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky);
        await Eventually.IsTrue(() => started == 2, "both run");
        group.Start((_, _) => default, configure: config => config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky);
        await Eventually.IsTrue(() => group.Committed() == 1, "the new owner handles the one that was cancelled");
        Assert.Equal(1, cancelled);
    }

    private static async Task<int> ProduceAsync(Group group, CancellationToken stop)
    {
        var count = 0;
        for (; !stop.IsCancellationRequested; count += 40)
        {
            await group.ProduceAsync(40, keys: 40, first: count);
            await Task.Delay(30, CancellationToken.None);
        }

        return count;
    }
}
