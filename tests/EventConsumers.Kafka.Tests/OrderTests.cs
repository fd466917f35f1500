namespace EventConsumers.Kafka.Tests;

public sealed class OrderTests(MockCluster cluster) : IClassFixture<MockCluster>
{
    [Fact]
    public async Task Messages_of_a_key_are_handled_in_order_and_keys_side_by_side()
    {
        await using var group = new Group(cluster, 4, "by-key");
        await group.ProduceAsync(2000, keys: 50);
        var running = 0;
        var most = 0;
        var member = group.Start(async (result, cancellationToken) =>
        {
            var now = Interlocked.Increment(ref running);
            lock (group)
                most = Math.Max(most, now);
            if (Random.Shared.Next(4) == 0)
                await Task.Delay(1, cancellationToken);
            else
                await Task.Yield();
            Interlocked.Decrement(ref running);
        });
        await Eventually.IsTrue(() => group.Handled.Count == 2000, "all are handled");
        await member.StopAsync();
        group.Handled.AreEach(2000);
        group.Handled.AreInOrderPerKey();
        Assert.InRange(most, 4, 10);
    }

    [Fact]
    public async Task Messages_of_a_partition_are_handled_in_order()
    {
        await using var group = new Group(cluster, 3, "by-partition");
        await group.ProduceAsync(600, keys: 50);
        var member = group.Start(
            async (_, _) => await Task.Yield(), options => options.Order = KafkaOrder.ByPartition<string, string>());
        await Eventually.IsTrue(() => group.Handled.Count == 600, "all are handled");
        await member.StopAsync();
        group.Handled.AreEach(600);
        foreach (var partition in group.Handled.All.GroupBy(result => result.Partition.Value))
            Assert.Equal(partition.Select(result => result.Offset.Value).Order(), partition.Select(result => result.Offset.Value));
    }

    [Fact]
    public async Task Keys_of_bytes_are_equal_by_their_bytes()
    {
        await using var group = new Group(cluster, 1, "bytes");
        await group.ProduceAsync(3, keys: 2);
        var gate = new TaskCompletionSource();
        var handled = new List<long>();
        using var stop = new CancellationTokenSource();
        var consumer = new KafkaConsumer<byte[], byte[]>(group.Config(), [group.Topic], async (result, _) =>
        {
            if (result.Offset == 0)
                await gate.Task;
            lock (handled)
                handled.Add(result.Offset);
        });
        var run = consumer.RunAsync(stop.Token);
        await Eventually.IsTrue(() => handled.Count == 1, "the other key's");
        await Task.Delay(200);
        Assert.Equal([1], handled);

        gate.SetResult();
        await Eventually.IsTrue(() => handled.Count == 3, "all");
        Assert.Equal([1, 0, 2], handled);
        await stop.CancelAsync();
        await run;
    }
}
