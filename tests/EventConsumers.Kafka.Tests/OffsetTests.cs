namespace EventConsumers.Kafka.Tests;

public sealed class OffsetTests(MockCluster cluster) : IClassFixture<MockCluster>
{
    [Fact]
    public async Task Nothing_is_committed_past_an_unfinished_message()
    {
        await using var group = new Group(cluster, 1, "unfinished");
        var gate = new TaskCompletionSource();
        await group.ProduceAsync(20, keys: 20);
        var member = group.Start(async (result, _) =>
        {
            if (result.Offset == 5)
                await gate.Task;
        });
        await Eventually.IsTrue(() => group.Handled.Count == 19, "all but one are handled");
        await Task.Delay(500);
        Assert.Equal(5, group.Committed());

        gate.SetResult();
        await Eventually.IsTrue(() => group.Committed() == 20, "all are committed");
        await member.StopAsync();
        group.Handled.AreEach(20);
    }

    [Fact]
    public async Task Stopping_commits_what_is_done()
    {
        await using var group = new Group(cluster, 4, "stopping");
        await group.ProduceAsync(1000);
        // Only leaving the group commits here.
        var member = group.Start((_, _) => default, configure: config => config.AutoCommitIntervalMs = 60_000);
        await Eventually.IsTrue(() => group.Handled.Count == 1000, "all are handled");
        await member.StopAsync();
        Assert.Equal(1000, group.Committed());
    }

    [Theory]
    [InlineData(10)]
    // Nearly every message is held back until the pump has room.
    [InlineData(2)]
    public async Task A_stuck_message_stops_its_partition_when_the_window_is_full(int capacity)
    {
        await using var group = new Group(cluster, 1, "window");
        var gate = new TaskCompletionSource();
        await group.ProduceAsync(500, keys: 500);
        var member = group.Start(
            async (result, _) =>
            {
                if (result.Offset == 10)
                    await gate.Task;
            },
            options => (options.Concurrency, options.Capacity, options.ReplayWindow) = (2, capacity, 50));
        await Eventually.IsTrue(() => group.Handled.Count >= 59, "all before it and 49 behind it");
        await Task.Delay(500);
        Assert.Equal(59, group.Handled.Count);
        Assert.Equal(10, group.Committed());

        gate.SetResult();
        await Eventually.IsTrue(() => group.Handled.Count == 500, "the rest");
        await member.StopAsync();
        group.Handled.AreEach(500);
        Assert.Contains(group.Log.Entries, entry => entry.Text.Contains("at offset 10", StringComparison.Ordinal));
    }
}
