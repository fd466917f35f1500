using System.Collections.Concurrent;
using EventConsumers.RabbitMQ.Tests.Brokers;

namespace EventConsumers.RabbitMQ.Tests;

public sealed class OrderTests(Broker broker) : BrokerTest(broker)
{
    private static readonly string[] Keys = ["anna", "ben", "cleo", "dora", "emil"];
    private readonly Handled _handled = new();

    [Fact]
    public async Task Messages_of_a_key_are_handled_in_order_also_when_attempts_fail()
    {
        await PublishAsync(Interleaved(100));
        var attempts = new ConcurrentDictionary<string, int>();
        await using var running = await StartAsync(
            async (delivery, cancellationToken) =>
            {
                await Task.Delay(Random.Shared.Next(3), cancellationToken);
                if (Text(delivery).EndsWith('7') && attempts.AddOrUpdate(Text(delivery), 1, (_, before) => before + 1) < 3)
                    throw new IOException("not yet");
                _handled.Add(delivery);
            },
            options => options.Order = RabbitMqOrder.ByHeader("key"));
        await Eventually.IsTrue(() => _handled.Messages.Count == 500, "all are handled");

        Assert.All(Keys, key => Assert.Equal(Numbered(key, 100), _handled.Of(key)));
        Assert.All(attempts.Values, count => Assert.Equal(3, count));
    }

    [Fact]
    public async Task Messages_of_different_keys_are_handled_side_by_side()
    {
        await PublishAsync(Interleaved(1));
        var started = new CountdownEvent(Keys.Length);
        var together = new TaskCompletionSource();
        await using var running = await StartAsync(
            async (delivery, cancellationToken) =>
            {
                if (started.Signal())
                    together.SetResult();
                await together.Task.WaitAsync(cancellationToken);
                _handled.Add(delivery);
            },
            options => options.Order = RabbitMqOrder.ByHeader("key"));
        await Eventually.IsTrue(() => _handled.Messages.Count == Keys.Length, "each handler meets all the others");
    }

    [Fact]
    public async Task Messages_can_be_ordered_by_routing_key()
    {
        await PublishAsync(Numbered("a", 50));
        var running = 0;
        await using var consumer = await StartAsync(
            async (delivery, cancellationToken) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref running));
                await Task.Delay(1, cancellationToken);
                _handled.Add(delivery);
                Interlocked.Decrement(ref running);
            },
            options => options.Order = RabbitMqOrder.ByRoutingKey());
        await Eventually.IsTrue(() => _handled.Messages.Count == 50, "all are handled");
        Assert.Equal(Numbered("a", 50), _handled.Messages);
    }

    [Fact]
    public async Task A_message_that_is_delivered_again_waits_for_the_handler_that_still_has_it()
    {
        await PublishAsync(Interleaved(20));
        var gate = new TaskCompletionSource();
        var inside = new ConcurrentDictionary<string, int>();
        var overlaps = 0;
        await using var running = await StartAsync(
            async (delivery, _) =>
            {
                var key = delivery.Header("key")!;
                if (inside.AddOrUpdate(key, 1, (_, before) => before + 1) > 1)
                    Interlocked.Increment(ref overlaps);
                await gate.Task;
                _handled.Add(delivery);
                inside.AddOrUpdate(key, 0, (_, before) => before - 1);
            },
            options => options.Order = RabbitMqOrder.ByHeader("key"));
        await Eventually.IsTrue(() => inside.Count == Keys.Length, "a handler of each key runs");
        Proxy.Cut();
        await Eventually.IsTrue(() => !running.Consumer.IsConsuming, "the consumer has noticed");
        Proxy.Restore();
        await Eventually.IsTrue(() => running.Consumer.IsConsuming, "the consumer is back");
        await Task.Delay(200);

        gate.SetResult();
        await Eventually.IsTrue(() => _handled.Messages.Distinct().Count() == 100 && running.Consumer.Count == 0, "all are handled");
        await running.StopAsync();
        Assert.Equal(0, overlaps);
        // Only the first of each key was under way, and comes again at once behind itself.
        Assert.All(Keys, key => Assert.Equal([$"{key}:1", .. Numbered(key, 20)], _handled.Of(key)));
        Assert.Equal(0u, await DepthAsync(Queue));
    }

    [Fact]
    public async Task Order_holds_while_the_connection_is_cut_again_and_again()
    {
        await PublishAsync(Interleaved(400));
        await using var running = await StartAsync(
            async (delivery, cancellationToken) =>
            {
                await Task.Delay(Random.Shared.Next(4), cancellationToken);
                _handled.Add(delivery);
            },
            options => (options.Order, options.Prefetch, options.FirstRecoveryDelay) = (RabbitMqOrder.ByHeader("key"), 50, TimeSpan.FromMilliseconds(20)));
        for (var i = 0; i < 10 && _handled.Messages.Distinct().Count() < 2000; i++)
        {
            await Task.Delay(100);
            Proxy.Cut();
            await Task.Delay(50);
            Proxy.Restore();
        }

        await Eventually.IsTrue(() => _handled.Messages.Distinct().Count() == 2000, "all are handled");
        await running.StopAsync();
        Assert.All(Keys, key => AssertInOrder(_handled.Of(key)));
        // At most what was delivered and not yet acknowledged came again with each cut.
        Assert.InRange(_handled.Messages.Count, 2000, 2000 + 10 * 50);
        Assert.Equal(0u, await DepthAsync(Queue));
    }

    private static void AssertInOrder(IEnumerable<string> messages)
    {
        // Each message comes first before any later one of its key; copies go back no further than what was unsettled.
        var highest = 0;
        foreach (var number in messages.Select(message => int.Parse(message.Split(':')[1], null)))
        {
            Assert.True(number <= highest + 1, $"{number} was handled before {highest + 1}");
            highest = Math.Max(highest, number);
        }
    }

    private static IEnumerable<string> Interleaved(int count) =>
        Enumerable.Range(1, count).SelectMany(number => Keys.Select(key => $"{key}:{number}"));
}
