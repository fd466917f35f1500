using System.Collections.Concurrent;

namespace EventConsumers.Kafka.Tests;

public sealed class FailureTests(MockCluster cluster) : IClassFixture<MockCluster>
{
    [Fact]
    public async Task A_killed_consumer_is_replayed_from_what_it_had_committed()
    {
        const int count = 3000;
        await using var group = new Group(cluster, 2, "killed");
        await group.ProduceAsync(count, keys: 30);
        var process = new WatchedBuilder.Observer();
        var isDead = false;
        var victim = group.Start(
            async (_, cancellationToken) =>
            {
                await Task.Delay(2, cancellationToken);
                if (Volatile.Read(ref isDead))
                    throw new OperationCanceledException("The process is gone.");
            },
            options => options.CreateBuilder = config => new WatchedBuilder(config, process));
        await Eventually.IsTrue(() => group.Handled.Count > 200 && group.Committed() > 0, "it works");
        (process.IsKilled, isDead) = (true, true);
        await Assert.ThrowsAnyAsync<Exception>(() => victim.Run.WaitAsync(TimeSpan.FromSeconds(30)));
        var handled = group.Handled.All.Length;
        var committed = group.Committed();
        Assert.InRange(committed, 1, handled);

        group.Start((_, _) => default);
        await Eventually.IsTrue(() => group.Committed() == count, "the next one handles the rest");
        Assert.InRange(group.Handled.AreAll(count), 0, handled - (int)committed);
        group.Handled.AreInOrderPerKey();
    }

    [Fact]
    public async Task Stopping_drains_full_buffers()
    {
        await using var group = new Group(cluster, 2, "full");
        await group.ProduceAsync(500, keys: 100);
        var gate = new SemaphoreSlim(0);
        var member = group.Start(
            (_, cancellationToken) => new ValueTask(gate.WaitAsync(cancellationToken)), options => (options.Concurrency, options.Capacity) = (4, 50));
        await Eventually.IsTrue(() => group.Log.Entries.Any(entry => entry.Text.StartsWith("Assigned", StringComparison.Ordinal)), "it is assigned");
        await Task.Delay(500);
        var stopped = member.StopAsync();
        await Task.Delay(100);
        Assert.False(stopped.IsCompleted);
        gate.Release(500);
        await stopped.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(50, group.Handled.Count);
        Assert.Equal(50, group.Committed());
        group.Handled.AreInOrderPerKey();
    }

    [Fact]
    public async Task Stopping_leaves_a_handler_behind_that_hangs_and_commits_up_to_its_message()
    {
        await using var group = new Group(cluster, 1, "hangs");
        await group.ProduceAsync(20, keys: 20);
        var gate = new TaskCompletionSource();
        var member = group.Start(
            async (result, _) =>
            {
                if (result.Offset == 7)
                    await gate.Task;
            },
            options => (options.DrainTimeout, options.CancelTimeout) = (TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300)));
        await Eventually.IsTrue(() => group.Handled.Count == 19, "all but one are handled");
        await member.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(7, group.Committed());
        gate.SetResult();
        await Eventually.IsTrue(() => group.Handled.Count == 20, "the late one ends");
        await Task.Delay(300);
        Assert.Equal(7, group.Committed());
    }

    [Fact]
    public async Task Commits_that_fail_are_made_up_for()
    {
        await using var group = new Group(cluster, 1, "commits");
        await group.ProduceAsync(100);
        cluster.Fail(MockCluster.Request.OffsetCommit, ErrorCode.RequestTimedOut, 5);
        group.Start((_, _) => default);
        await Eventually.IsTrue(() => group.Committed() == 100, "all are committed in the end");
        cluster.Heal(MockCluster.Request.OffsetCommit);
        group.Handled.AreEach(100);
    }

    [Fact]
    public async Task Stores_and_pauses_that_fail_are_made_up_for()
    {
        await using var group = new Group(cluster, 1, "stores");
        await group.ProduceAsync(200, keys: 200);
        var calls = new ConcurrentDictionary<string, int>();
        var paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = new WatchedBuilder.Observer
        {
            OnCall = name =>
            {
                if (name is not ("StoreOffset" or "Pause" or "Resume"))
                    return;

                // Every second one of each.
                var call = calls.AddOrUpdate(name, 1, (_, before) => before + 1);
                if (call % 2 == 1)
                    throw new KafkaException(ErrorCode.Local_State);
                if (name == "Pause")
                    paused.TrySetResult();
            },
        };
        var member = group.Start(
            // Until it has paused: handlers that are quick for the machine would always leave it room.
            async (_, cancellationToken) => await paused.Task.WaitAsync(cancellationToken),
            options =>
            {
                (options.Concurrency, options.Capacity, options.PollInterval) = (2, 20, TimeSpan.FromMilliseconds(20));
                options.CreateBuilder = config => new WatchedBuilder(config, client);
            });
        await Eventually.IsTrue(() => group.Committed() == 200, "all are committed in the end");
        await member.StopAsync();
        group.Handled.AreEach(200);
        Assert.All(["StoreOffset", "Pause", "Resume"], name => Assert.True(calls.GetValueOrDefault(name) > 1, name));
    }

    [Fact]
    public async Task Brokers_that_go_and_come_back_cost_nothing()
    {
        using var shaky = new MockCluster();
        await using var group = new Group(shaky, 3, "shaky");
        await group.ProduceAsync(300);
        group.Start(async (_, cancellationToken) => await Task.Delay(1, cancellationToken));
        await Eventually.IsTrue(() => group.Handled.Count > 30, "it works");
        shaky.Fail(MockCluster.Request.Fetch, ErrorCode.NotLeaderForPartition, 3);
        shaky.Fail(MockCluster.Request.Heartbeat, ErrorCode.NotCoordinatorForGroup, 2);
        for (var broker = 1; broker <= 3; broker++)
        {
            shaky.TakeDown(broker);
            await Task.Delay(200);
            shaky.BringUp(broker);
        }

        await group.ProduceAsync(300, first: 300);
        await Eventually.IsTrue(() => group.Handled.DistinctCount == 600, "all are handled");
        await Eventually.IsTrue(() => group.Committed() == 600, "all are committed");
        group.Handled.AreAll(600);
        group.Handled.AreInOrderPerKey();
    }

    [Theory]
    [InlineData(ErrorCode.TopicAuthorizationFailed)]
    [InlineData(ErrorCode.UnknownTopicOrPart)]
    [InlineData(ErrorCode.Local_Fatal)]
    public async Task An_error_that_the_client_does_not_recover_from_stops_the_consumer(ErrorCode error)
    {
        await using var group = new Group(cluster, 1, "fatal");
        var member = StartFailing(group, error);
        await group.ProduceAsync(10);
        var failure = await Assert.ThrowsAsync<ConsumeException>(() => member.Run.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(error, failure.Error.Code);
        Assert.Equal(10, group.Committed());
    }

    [Theory]
    [InlineData(ErrorCode.Local_MaxPollExceeded)]
    [InlineData(ErrorCode.Local_Transport)]
    public async Task An_error_that_the_client_recovers_from_is_logged(ErrorCode error)
    {
        await using var group = new Group(cluster, 1, "passing");
        StartFailing(group, error);
        await group.ProduceAsync(10);
        await Eventually.IsTrue(() => group.Log.Entries.Any(entry => entry.Text.Contains($"{error}", StringComparison.Ordinal)), "it is logged");
        await group.ProduceAsync(10, first: 10);
        await Eventually.IsTrue(() => group.Committed() == 20, "it goes on");
        group.Handled.AreEach(20);
    }

    // Once, as soon as ten messages are handled.
    private static Member StartFailing(Group group, ErrorCode error)
    {
        var consumes = 0;
        var client = new WatchedBuilder.Observer
        {
            OnCall = name =>
            {
                if (name == "Consume" && group.Handled.Count == 10 && Interlocked.Increment(ref consumes) == 1)
                    throw new ConsumeException(new ConsumeResult<byte[], byte[]>(), new Error(error));
            },
        };
        return group.Start((_, _) => default, options => options.CreateBuilder = config => new WatchedBuilder(config, client));
    }
}
