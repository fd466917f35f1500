using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EventConsumers.Tests.Pump;

public sealed class MessagePumpTests
{
    private readonly RecordedSettlement<int> _settlement = new();
    private readonly RecordedLog _log = new();

    [Fact]
    public async Task A_message_is_settled_only_after_its_handler_has_finished()
    {
        var gate = new TaskCompletionSource();
        await using var pump = Pump(async (_, _) => await gate.Task);
        await pump.WriteAsync(1);
        await Task.Delay(20);
        Assert.Empty(_settlement.Settled);

        gate.SetResult();
        await Eventually.IsTrue(() => _settlement.Settled.Contains(1), "the message is settled");
        Assert.Equal(0, pump.Count);
    }

    [Fact]
    public async Task As_many_handlers_run_side_by_side_as_asked_and_no_more()
    {
        var running = 0;
        var most = 0;
        var gate = new SemaphoreSlim(0);
        await using var pump = Pump(
            async (_, cancellationToken) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                await gate.WaitAsync(cancellationToken);
                Interlocked.Decrement(ref running);
            },
            options => (options.Concurrency, options.Capacity) = (4, 50));
        for (var i = 0; i < 50; i++)
            await pump.WriteAsync(i);

        await Eventually.IsTrue(() => Volatile.Read(ref running) == 4, "four handlers run");
        Assert.Equal(46, pump.Waiting);
        gate.Release(50);
        await pump.StopAsync();
        Assert.Equal(4, most);
        Assert.Equal(50, _settlement.Settled.Count);
    }

    [Fact]
    public async Task A_full_pump_makes_writers_wait()
    {
        var gate = new SemaphoreSlim(0);
        await using var pump = Pump((_, cancellationToken) => new ValueTask(gate.WaitAsync(cancellationToken)), options => (options.Concurrency, options.Capacity) = (1, 2));
        Assert.True(await pump.WriteAsync(1));
        Assert.True(await pump.WriteAsync(2));
        Assert.False(pump.TryWrite(3));
        var third = pump.WriteAsync(3);
        var fourth = pump.WriteAsync(4);
        await Task.Delay(20);
        Assert.False(third.IsCompleted);
        Assert.Equal([1, 2], _settlement.Received);

        gate.Release();
        Assert.True(await third);
        Assert.False(fourth.IsCompleted);
        Assert.Equal(2, pump.Count);

        gate.Release(3);
        Assert.True(await fourth);
        await pump.StopAsync();
        Assert.Equal([1, 2, 3, 4], _settlement.Settled);
    }

    [Fact]
    public async Task A_writer_can_stop_waiting_and_its_message_is_not_taken()
    {
        var gate = new SemaphoreSlim(0);
        await using var pump = Pump((_, cancellationToken) => new ValueTask(gate.WaitAsync(cancellationToken)), options => (options.Concurrency, options.Capacity) = (1, 1));
        await pump.WriteAsync(1);
        using var cancellation = new CancellationTokenSource();
        var second = pump.WriteAsync(2, cancellation.Token);
        var third = pump.WriteAsync(3);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => second.AsTask());
        await Assert.ThrowsAsync<TaskCanceledException>(() => pump.WriteAsync(4, cancellation.Token).AsTask());

        gate.Release(2);
        Assert.True(await third);
        await pump.StopAsync();
        Assert.Equal([1, 3], _settlement.Settled);
    }

    [Fact]
    public async Task Messages_of_one_key_are_handled_in_order_and_those_of_others_meanwhile()
    {
        var firstOfA = new TaskCompletionSource();
        var handled = new ConcurrentQueue<int>();
        await using var pump = Pump(
            async (message, _) =>
            {
                if (message == 10)
                    await firstOfA.Task;
                handled.Enqueue(message);
            },
            options => options.Order = MessageOrder.ByKey<int, string>(message => message < 10 ? null : (message / 10).ToString()));
        foreach (var message in new[] { 10, 11, 12, 20, 1, 21, 2 })
            await pump.WriteAsync(message);

        await Eventually.IsTrue(() => handled.Count == 4, "the messages of other keys and of none");
        Assert.Equal([20, 21], handled.Where(message => message >= 10));
        firstOfA.SetResult();
        await pump.StopAsync();
        Assert.Equal([10, 11, 12], handled.Where(message => message is >= 10 and < 20));
    }

    [Fact]
    public async Task Sequential_is_one_after_the_other()
    {
        var handled = new List<int>();
        await using var pump = Pump(
            async (message, _) =>
            {
                await Task.Yield();
                handled.Add(message);
            },
            options => options.Order = MessageOrder.Sequential<int>());
        for (var i = 0; i < 500; i++)
            await pump.WriteAsync(i);
        await pump.StopAsync();

        Assert.Equal(Enumerable.Range(0, 500), handled);
    }

    [Fact]
    public async Task A_failed_handler_stops_the_pump_and_leaves_its_message_and_those_behind_it_unsettled()
    {
        var handled = new ConcurrentQueue<int>();
        var pump = Pump(
            (message, _) =>
            {
                handled.Enqueue(message);
                return message == 10 ? throw new FormatException("no such user") : default;
            },
            options =>
            {
                options.Order = MessageOrder.ByKey<int, int>(message => message / 10);
                options.Concurrency = 1;
                options.Metadata = new Named();
            });
        var written = 0;
        foreach (var message in new[] { 10, 11, 20, 12, 21 })
            written += await pump.WriteAsync(message) ? 1 : 0;

        var failure = await Assert.ThrowsAsync<MessagePumpException>(() => pump.Completion);
        Assert.IsType<FormatException>(failure.InnerException);
        Assert.Contains("id-10 at queue users, 10", failure.Message);
        Assert.False(await pump.WriteAsync(13));
        Assert.True(pump.Stopping.IsCancellationRequested);
        Assert.DoesNotContain(11, handled);
        Assert.Equal(written - _settlement.Settled.Count, _settlement.Released.Count);
        Assert.Equal([10, 11, 12], _settlement.Released.Concat([11, 12]).Distinct().Order());
        Assert.DoesNotContain(_settlement.Settled, message => message is 10 or 11 or 12);
        await pump.DisposeAsync();

        var (level, text, exception) = Assert.Single(_log.Entries);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains("message id-10 at queue users, 10", text);
        Assert.IsType<FormatException>(exception);
    }

    [Fact]
    public async Task A_failed_message_can_be_released_with_those_behind_it_and_the_pump_goes_on()
    {
        var gate = new TaskCompletionSource();
        await using var pump = Pump(
            async (message, _) =>
            {
                await gate.Task;
                if (message == 10)
                    throw new FormatException("no such user");
            },
            options =>
            {
                options.Order = MessageOrder.ByKey<int, int>(message => message / 10);
                options.WhenHandlerFails = FailureMode.Release;
            });
        foreach (var message in new[] { 10, 11, 20, 12, 21 })
            await pump.WriteAsync(message);
        gate.SetResult();
        await Eventually.IsTrue(() => pump.Count == 0, "all are handled or released");
        Assert.Equal([10, 11, 12], _settlement.Released);

        await pump.WriteAsync(13);
        await pump.StopAsync();
        await pump.Completion;
        Assert.Equal([13, 20, 21], _settlement.Settled.Order());
        Assert.Single(_log.Entries);
    }

    [Fact]
    public async Task A_stop_handles_and_settles_what_is_in_the_pump()
    {
        var gate = new TaskCompletionSource();
        var pump = Pump(async (_, _) => await gate.Task, options => (options.Concurrency, options.Capacity) = (2, 5));
        for (var i = 0; i < 5; i++)
            await pump.WriteAsync(i);
        var refused = pump.WriteAsync(5);
        var stop = pump.StopAsync();

        Assert.False(await refused);
        Assert.False(await pump.WriteAsync(6));
        Assert.False(pump.TryWrite(6));
        Assert.True(pump.Stopping.IsCancellationRequested);
        Assert.False(stop.IsCompleted);
        gate.SetResult();
        await stop;
        await pump.StopAsync();
        await pump.Completion;
        Assert.Equal([0, 1, 2, 3, 4], _settlement.Settled.Order());
        Assert.Equal(1, _settlement.Flushes);
        Assert.False(_settlement.IsDisposed);
        await pump.DisposeAsync();
        Assert.True(_settlement.IsDisposed);
    }

    [Fact]
    public async Task After_the_deadline_handlers_are_cancelled_and_the_rest_stays_unsettled()
    {
        var pump = Pump(
            (_, cancellationToken) => new ValueTask(Task.Delay(Timeout.Infinite, cancellationToken)),
            options =>
            {
                (options.Concurrency, options.Capacity) = (2, 5);
                options.DrainTimeout = TimeSpan.FromMilliseconds(20);
            });
        for (var i = 0; i < 5; i++)
            await pump.WriteAsync(i);
        await pump.StopAsync();

        Assert.Empty(_settlement.Settled);
        Assert.Equal([0, 1, 2, 3, 4], _settlement.Released.Order());
        Assert.Empty(_log.Entries);
        Assert.Equal(0, pump.Count);
    }

    [Fact]
    public async Task After_the_deadline_no_other_handler_is_started()
    {
        var handled = new ConcurrentQueue<int>();
        var pump = Pump(
            (message, cancellationToken) =>
            {
                handled.Enqueue(message);
                return new ValueTask(new TaskCompletionSource().Task.WaitAsync(cancellationToken));
            },
            options => (options.Concurrency, options.DrainTimeout) = (1, TimeSpan.Zero));
        for (var i = 0; i < 100; i++)
            await pump.WriteAsync(i);
        await Eventually.IsTrue(() => handled.Count == 1, "the first one is being handled");
        await pump.StopAsync();

        Assert.Equal([0], handled);
        Assert.Equal(100, _settlement.Released.Count);
    }

    [Fact]
    public async Task What_has_drained_in_time_is_settled_though_cancelled_handlers_get_no_time()
    {
        var settled = new TaskCompletionSource();
        var pump = new MessagePump<int>(
            (_, _) => default,
            Settlements.Batched<int>(async (_, cancellationToken) =>
            {
                await Task.Yield();
                await Task.Delay(20, cancellationToken);
                settled.SetResult();
                return [];
            }),
            new() { CancelTimeout = TimeSpan.Zero, Logger = _log });
        await pump.WriteAsync(1);
        await pump.StopAsync();

        Assert.True(settled.Task.IsCompletedSuccessfully);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task The_caller_can_cut_the_drain_short()
    {
        var pump = Pump((_, cancellationToken) => new ValueTask(Task.Delay(Timeout.Infinite, cancellationToken)));
        await pump.WriteAsync(1);
        using var cancellation = new CancellationTokenSource();
        var stop = pump.StopAsync(cancellation.Token);
        await Task.Delay(10);
        Assert.False(stop.IsCompleted);

        await cancellation.CancelAsync();
        await stop;
        Assert.Equal([1], _settlement.Released);
    }

    [Fact]
    public async Task Who_stops_it_a_second_time_can_cut_the_drain_short_too()
    {
        var pump = Pump((_, cancellationToken) => new ValueTask(Task.Delay(Timeout.Infinite, cancellationToken)));
        await pump.WriteAsync(1);
        var first = pump.StopAsync();
        await pump.StopAsync(new CancellationToken(canceled: true)).WaitAsync(TimeSpan.FromSeconds(5));
        await first;
        await pump.StopAsync(new CancellationToken(canceled: true));

        Assert.Equal([1], _settlement.Released);
    }

    [Fact]
    public async Task A_handler_that_ignores_cancellation_is_left_behind_and_its_message_never_settled()
    {
        var gate = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        var pump = Pump(
            async (_, _) =>
            {
                started.SetResult();
                await gate.Task;
                ended.SetResult();
            },
            options => (options.DrainTimeout, options.CancelTimeout) = (TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10)));
        await pump.WriteAsync(1);
        await started.Task;
        await pump.StopAsync();
        Assert.Contains("1 messages were still being handled", Assert.Single(_log.Entries).Text);

        gate.SetResult();
        await ended.Task;
        await Eventually.IsTrue(() => pump.Count == 0, "the handler's worker ends");
        Assert.Empty(_settlement.Settled);
        Assert.Empty(_settlement.Released);
    }

    [Fact]
    public async Task A_settlement_that_fails_is_logged_and_the_pump_goes_on()
    {
        var settlement = new RecordedSettlement<int> { OnSettle = message => { if (message == 1) throw new IOException("channel closed"); } };
        await using var pump = new MessagePump<int>((_, _) => default, settlement, new() { Logger = _log, Metadata = new Named() });
        await pump.WriteAsync(1);
        await pump.WriteAsync(2);
        await pump.StopAsync();
        await pump.Completion;

        Assert.Equal([2], settlement.Settled);
        var (_, text, exception) = Assert.Single(_log.Entries);
        Assert.Contains("id-1 at queue users, 1 was handled but could not be settled", text);
        Assert.IsType<IOException>(exception);
    }

    [Fact]
    public async Task A_message_that_the_settlement_refuses_is_not_taken()
    {
        await using var pump = new MessagePump<int>(
            (_, _) => default, Settlements.Cumulative<int>(message => message, (_, _) => default), new() { Concurrency = 1, Capacity = 1 });
        await pump.WriteAsync(5);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => pump.WriteAsync(4).AsTask());
        await pump.WriteAsync(6);
        await pump.StopAsync();

        Assert.Equal(0, pump.Count);
    }

    [Fact]
    public async Task A_source_of_messages_can_be_run_to_its_end()
    {
        await using var pump = Pump((_, _) => default);
        await pump.RunAsync(Source(), CancellationToken.None);

        Assert.Equal(300, _settlement.Settled.Count);
        Assert.True(pump.Completion.IsCompletedSuccessfully);

        static async IAsyncEnumerable<int> Source()
        {
            for (var i = 0; i < 300; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
    }

    [Fact]
    public async Task A_cancelled_run_drains()
    {
        using var cancellation = new CancellationTokenSource();
        await using var pump = Pump(async (_, cancellationToken) => await Task.Delay(5, cancellationToken));
        var run = pump.RunAsync(Endless(cancellation.Token), cancellation.Token);
        await Eventually.IsTrue(() => _settlement.Settled.Count > 20, "messages are settled");
        await cancellation.CancelAsync();
        await run;

        Assert.Equal(_settlement.Received.Order(), _settlement.Settled.Order());
        Assert.Empty(_settlement.Released);
    }

    [Fact]
    public async Task A_run_ends_with_the_failure_of_its_handler()
    {
        await using var pump = Pump((message, _) => message == 3 ? throw new FormatException() : default);

        await Assert.ThrowsAsync<MessagePumpException>(() => pump.RunAsync(Endless(CancellationToken.None), CancellationToken.None));
    }

    [Theory]
    [InlineData(0, 10, "MessagePumpOptions.Concurrency is 0: give it")]
    [InlineData(-1, 10, "MessagePumpOptions.Concurrency is -1: give it")]
    [InlineData(10, 9, "MessagePumpOptions.Capacity is 9: it counts the messages being handled too, so give it at least Concurrency (10)")]
    public void A_wrong_number_is_named(int concurrency, int capacity, string message)
    {
        var exception = Assert.Throws<ArgumentException>(() => Pump((_, _) => default, options => (options.Concurrency, options.Capacity) = (concurrency, capacity)));
        Assert.StartsWith(message, exception.Message);
    }

    [Fact]
    public void Other_wrong_options_are_named()
    {
        Fails("DrainTimeout is", options => options.DrainTimeout = TimeSpan.FromSeconds(-2));
        Fails("DrainTimeout is 10675199", options => options.DrainTimeout = TimeSpan.MaxValue);
        Fails("CancelTimeout is", options => options.CancelTimeout = TimeSpan.FromSeconds(-2));
        Fails("CancelTimeout is 10675199", options => options.CancelTimeout = TimeSpan.MaxValue);
        Fails("WhenHandlerFails is 9", options => options.WhenHandlerFails = (FailureMode)9);
        Fails("Order is null", options => options.Order = null!);
        Fails("Metadata is null", options => options.Metadata = null!);
        Fails("Logger is null", options => options.Logger = null!);
        Fails("TimeProvider is null", options => options.TimeProvider = null!);

        void Fails(string expected, Action<MessagePumpOptions<int>> configure) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Pump((_, _) => default, configure)).Message);
    }

    private MessagePump<int> Pump(Func<int, CancellationToken, ValueTask> handler, Action<MessagePumpOptions<int>>? configure = null)
    {
        var options = new MessagePumpOptions<int> { Logger = _log };
        configure?.Invoke(options);
        return new MessagePump<int>(handler, _settlement, options);
    }

    private static async IAsyncEnumerable<int> Endless([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            await Task.Delay(1, cancellationToken);
            yield return i;
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
            seen = Interlocked.CompareExchange(ref target, value, seen) is var found && found == seen ? value : found;
    }

    private sealed class Named : MessageMetadata<int>
    {
        public override string IdOf(int message) => $"id-{message}";

        public override string PositionOf(int message) => $"queue users, {message}";
    }
}
