using EventConsumers.RabbitMQ.Tests.Brokers;

namespace EventConsumers.RabbitMQ.Tests;

public sealed class HandlerTests(Broker broker) : BrokerTest(broker)
{
    private readonly Handled _handled = new();

    [Fact]
    public async Task A_handler_that_throws_is_tried_again()
    {
        await PublishAsync("a:1");
        var attempts = 0;
        await using var running = await StartAsync((delivery, _) =>
        {
            if (++attempts < 4)
                throw new IOException("not yet");
            _handled.Add(delivery);
            return default;
        });
        await Eventually.IsTrue(() => _handled.Messages.Count == 1, "it is handled");
        await running.StopAsync();
        Assert.Equal(4, attempts);
        Assert.Equal(0u, await DepthAsync(Queue));
        Assert.Equal(0u, await DepthAsync(DeadLetters));
    }

    [Fact]
    public async Task A_handler_that_hangs_is_ended_by_the_limit_for_attempts()
    {
        await PublishAsync("a:1", "b:1");
        await using var running = await StartAsync(
            async (delivery, cancellationToken) =>
            {
                if (Text(delivery) == "a:1")
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                _handled.Add(delivery);
            },
            options => (options.Retry.AttemptTimeout, options.Retry.MaxAttempts) = (TimeSpan.FromMilliseconds(50), 2));
        await DepthBecomesAsync(DeadLetters, 1);
        Assert.Equal(["b:1"], _handled.Messages);
    }

    [Fact]
    public async Task A_handler_that_ignores_cancellation_is_left_behind_and_its_message_comes_again()
    {
        await PublishAsync(Numbered("a", 3));
        var never = new TaskCompletionSource();
        var running = await StartAsync(
            async (delivery, _) =>
            {
                _handled.Add(delivery);
                await never.Task;
            },
            options => (options.Order, options.DrainTimeout, options.CancelTimeout) =
                (RabbitMqOrder.ByHeader("key"), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100)));
        await Eventually.IsTrue(() => _handled.Messages.Count == 1, "the handler runs");
        await running.StopAsync().WaitAsync(TimeSpan.FromSeconds(15));
        await running.DisposeAsync();

        Assert.Equal(["a:1"], _handled.Messages);
        await DepthBecomesAsync(Queue, 3);
        never.SetResult();
        await Task.Delay(50);
        Assert.Equal(3u, await DepthAsync(Queue));
    }

    [Fact]
    public async Task A_stop_with_full_buffers_handles_what_the_consumer_holds_and_leaves_the_rest()
    {
        await PublishAsync(Numbered("a", 500));
        var running = await StartAsync(
            async (delivery, cancellationToken) =>
            {
                await Task.Delay(2, cancellationToken);
                _handled.Add(delivery);
            },
            options => (options.Concurrency, options.Prefetch) = (2, 100));
        await Eventually.IsTrue(() => running.Consumer.Count > 80, "the buffers are full");
        await running.StopAsync();
        await running.DisposeAsync();

        var handled = _handled.Messages;
        Assert.Equal(handled.Count, handled.Distinct().Count());
        Assert.InRange(handled.Count, 80, 499);
        // Each was acknowledged if it was handled, and only then.
        await DepthBecomesAsync(Queue, (uint)(500 - handled.Count));
        Assert.DoesNotContain((await TakeAllAsync(Queue)).Select(message => message.BasicProperties.MessageId!), handled.Contains);
    }

    [Fact]
    public async Task A_stop_that_runs_out_of_time_cancels_handlers_and_leaves_their_messages()
    {
        await PublishAsync(Numbered("a", 100));
        var running = await StartAsync(
            async (delivery, cancellationToken) =>
            {
                if (delivery.DeliveryTag > 5)
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                _handled.Add(delivery);
            },
            options => options.DrainTimeout = TimeSpan.FromMilliseconds(100));
        await Eventually.IsTrue(() => running.Consumer.Count == 95, "five are handled, the others wait");
        await running.StopAsync();
        await running.DisposeAsync();
        await DepthBecomesAsync(Queue, 95);
    }

    [Fact]
    public async Task A_consumer_runs_once()
    {
        await using var running = await StartAsync((_, _) => default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => running.Consumer.RunAsync());
        await running.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running.Consumer.RunAsync());
    }
}
