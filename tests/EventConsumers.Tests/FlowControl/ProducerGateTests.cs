using System.Threading.Channels;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;

namespace EventConsumers.Tests.FlowControl;

public sealed class ProducerGateTests
{
    private readonly RecordedLog _log = new();

    [Fact]
    public async Task It_closes_at_the_high_mark_and_opens_at_the_low_one()
    {
        await using var depth = new MeasuredDepth(new() { HighWaterMark = 100, LowWaterMark = 40, Logger = _log });
        Assert.True(depth.Gate.IsOpen);
        Assert.Null(depth.Gate.Depth);

        foreach (var (measured, isOpen) in new[] { (99, true), (100, false), (99, false), (41, false), (40, true), (99, true), (500, false), (0, true) })
        {
            await depth.IsAsync(measured);
            Assert.Equal(isOpen, depth.Gate.IsOpen);
            Assert.Equal(measured, depth.Gate.Depth);
        }

        Assert.Equal(
            [
                "The depth is 100 and has reached 100: producers wait.", "The depth is 40 and has fallen to 40: producers go on.",
                "The depth is 500 and has reached 100: producers wait.", "The depth is 0 and has fallen to 40: producers go on.",
            ],
            _log.Entries.Select(entry => entry.Text));
    }

    [Fact]
    public async Task The_low_mark_is_half_of_the_high_one_unless_it_is_given()
    {
        await using var depth = new MeasuredDepth(new() { HighWaterMark = 101 });
        await depth.IsAsync(101);
        await depth.IsAsync(51);
        Assert.False(depth.Gate.IsOpen);
        await depth.IsAsync(50);
        Assert.True(depth.Gate.IsOpen);
    }

    [Fact]
    public async Task Producers_wait_while_it_is_closed_and_all_go_on_when_it_opens()
    {
        await using var depth = new MeasuredDepth(new() { HighWaterMark = 10 });
        Assert.True(depth.Gate.WaitAsync().AsTask().IsCompletedSuccessfully);
        await depth.IsAsync(10);
        var producers = Enumerable.Range(0, 5).Select(_ => depth.Gate.WaitAsync().AsTask()).ToList();
        await depth.IsAsync(6);
        Assert.All(producers, producer => Assert.False(producer.IsCompleted));

        await depth.IsAsync(5);
        await Task.WhenAll(producers);
        Assert.True(depth.Gate.WaitAsync().AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_producer_that_waits_can_be_cancelled()
    {
        await using var depth = new MeasuredDepth(new() { HighWaterMark = 10 });
        await depth.IsAsync(10);
        using var cancellation = new CancellationTokenSource();
        var cancelled = depth.Gate.WaitAsync(cancellation.Token).AsTask();
        var other = depth.Gate.WaitAsync().AsTask();
        await cancellation.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(cancellation.Token, exception.CancellationToken);
        Assert.False(other.IsCompleted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await depth.Gate.WaitAsync(cancellation.Token));
        await depth.IsAsync(0);
        await other;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await depth.Gate.WaitAsync(cancellation.Token));
    }

    [Fact]
    public async Task Disposing_of_it_releases_who_waits()
    {
        await using var depth = new MeasuredDepth(new() { HighWaterMark = 10 });
        await depth.IsAsync(10);
        var waiting = depth.Gate.WaitAsync().AsTask();
        await depth.Gate.DisposeAsync();
        await depth.Gate.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await depth.Gate.WaitAsync());
        Assert.Equal(0, depth.Time.SetTimers);
    }

    [Fact]
    public async Task Disposing_of_it_does_not_wait_for_a_measurement_that_hangs()
    {
        var gate = new ProducerGate(_ => new ValueTask<long>(new TaskCompletionSource<long>().Task), new() { Logger = _log });
        await gate.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task A_measurement_that_fails_changes_nothing_and_is_logged_once_in_a_row()
    {
        await using var depth = new MeasuredDepth(new() { HighWaterMark = 10, Logger = _log });
        await depth.IsAsync(10);
        await depth.FailsAsync(new IOException("no connection"));
        await depth.FailsAsync(new IOException("no connection"));
        Assert.False(depth.Gate.IsOpen);
        Assert.Equal(10, depth.Gate.Depth);
        var (_, text, exception) = Assert.Single(_log.Entries, entry => entry.Level == LogLevel.Warning);
        Assert.Contains("the gate stays closed", text, StringComparison.Ordinal);
        Assert.IsType<IOException>(exception);

        await depth.IsAsync(0);
        await depth.FailsAsync(new IOException("no connection"));
        Assert.True(depth.Gate.IsOpen);
        Assert.Equal(2, _log.Entries.Count(entry => entry.Level == LogLevel.Warning));
    }

    [Fact]
    public async Task A_measurement_that_throws_at_once_ends_nothing()
    {
        var time = new ManualTime();
        var calls = 0;
        await using var gate = new ProducerGate(
            _ => Interlocked.Increment(ref calls) == 1 ? throw new InvalidOperationException() : new(3), new() { TimeProvider = time, Logger = _log });
        await Eventually.IsTrue(() => !_log.Entries.IsEmpty, "the failure is logged");
        time.Advance(TimeSpan.FromSeconds(1));

        await Eventually.IsTrue(() => gate.Depth == 3, "the next measurement counts");
    }

    [Fact]
    public async Task A_measurement_that_hangs_fails_and_the_next_one_counts()
    {
        var time = new ManualTime();
        var calls = 0;
        await using var gate = new ProducerGate(
            _ => Interlocked.Increment(ref calls) == 1 ? new(new TaskCompletionSource<long>().Task) : new(3),
            new() { TimeProvider = time, MeasurementTimeout = TimeSpan.FromSeconds(5), Logger = _log });
        await Eventually.IsTrue(() => time.SetTimers == 2, "the first measurement is under way");
        time.Advance(TimeSpan.FromSeconds(5));

        await Eventually.IsTrue(() => gate.Depth == 3, "the next measurement counts");
        Assert.IsType<TimeoutException>(Assert.Single(_log.Entries).Exception);
    }

    [Fact]
    public async Task It_measures_once_in_each_interval()
    {
        var time = new ManualTime();
        var calls = 0;
        await using var gate = new ProducerGate(_ => new(Interlocked.Increment(ref calls)), new() { TimeProvider = time, Interval = TimeSpan.FromSeconds(5) });
        for (var i = 1; i <= 4; i++)
        {
            await Eventually.IsTrue(() => gate.Depth == i, "a measurement at the interval");
            time.Advance(TimeSpan.FromSeconds(4.999));
            await Task.Delay(5);
            Assert.Equal(i, Volatile.Read(ref calls));
            time.Advance(TimeSpan.FromSeconds(0.001));
        }
    }

    [Fact]
    public async Task An_open_gate_allocates_nothing()
    {
        await using var depth = new MeasuredDepth(new() { HighWaterMark = 10 });
        await depth.IsAsync(9);
        var allocated = AllocatedPerWaitAsync(depth.Gate);
        Assert.True(allocated.IsCompletedSuccessfully, "an open gate has nobody wait");
        Assert.Equal(0, await allocated);

        static async Task<long> AllocatedPerWaitAsync(ProducerGate gate)
        {
            for (var i = 0; i < 1000; i++)
                await gate.WaitAsync();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100_000; i++)
                await gate.WaitAsync();
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 100_000;
        }
    }

    [Fact]
    public void Options_that_cannot_work_are_refused_with_a_remedy()
    {
        Refused(new() { HighWaterMark = 0 }, "ProducerGateOptions.HighWaterMark is 0: an empty queue would reach it");
        Refused(new() { HighWaterMark = 10, LowWaterMark = 10 }, "ProducerGateOptions.LowWaterMark is 10: give it zero or more and less than HighWaterMark (10)");
        Refused(new() { LowWaterMark = -1 }, "ProducerGateOptions.LowWaterMark is -1");
        Refused(new() { Interval = TimeSpan.Zero }, "ProducerGateOptions.Interval is 00:00:00: give it 1 ms to a day");
        Refused(new() { MeasurementTimeout = Timeout.InfiniteTimeSpan }, "ProducerGateOptions.MeasurementTimeout is");
        Refused(new() { TimeProvider = null! }, "ProducerGateOptions.TimeProvider is null: leave it out");
        Refused(new() { Logger = null! }, "ProducerGateOptions.Logger is null: leave it out");

        static void Refused(ProducerGateOptions options, string part)
        {
            var exception = Assert.Throws<ArgumentException>(() => new ProducerGate(_ => new(0), options));
            Assert.Contains(part, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Whatever_the_depths_it_is_open_as_a_model_says_and_waits_end_with_it()
    {
        // A depth of null is a measurement that fails.
        var programs = ArbMap.Default.ArbFor<(byte High, byte Low, byte?[] Depths)>();
        Prop.ForAll(programs, program => Agrees(program.High, program.Low, program.Depths).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(60));
    }

    private static async Task<bool> Agrees(byte high, byte low, byte?[] depths)
    {
        var highMark = 1 + high % 20;
        var lowMark = low % highMark;
        await using var depth = new MeasuredDepth(new() { HighWaterMark = highMark, LowWaterMark = lowMark });
        var isOpen = true;
        var waiting = new List<Task>();
        foreach (var next in depths)
        {
            if (next is { } known)
            {
                await depth.IsAsync(known % 24);
                isOpen = isOpen ? known % 24 < highMark : known % 24 <= lowMark;
            }
            else
            {
                await depth.FailsAsync(new IOException());
            }

            Assert.Equal(isOpen, depth.Gate.IsOpen);
            waiting.Add(depth.Gate.WaitAsync().AsTask());
            Assert.Equal(isOpen, waiting[^1].IsCompletedSuccessfully);
            if (isOpen)
                await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30));
            else
                Assert.False(waiting[^1].IsCompleted);
        }

        await depth.Gate.DisposeAsync();
        if (!isOpen)
            await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting[^1]);
        return true;
    }

    /// <summary>A gate whose depth is given by a test, one measurement after the other.</summary>
    private sealed class MeasuredDepth : IAsyncDisposable
    {
        private readonly Channel<Func<long>> _depths = Channel.CreateUnbounded<Func<long>>();
        private readonly SemaphoreSlim _started = new(0);

        public MeasuredDepth(ProducerGateOptions options)
        {
            options.TimeProvider = Time;
            Gate = new ProducerGate(
                async cancellationToken =>
                {
                    _started.Release();
                    return (await _depths.Reader.ReadAsync(cancellationToken))();
                },
                options);
            Assert.True(_started.Wait(TimeSpan.FromSeconds(30)));
        }

        public ManualTime Time { get; } = new();

        public ProducerGate Gate { get; }

        public Task IsAsync(long depth) => NextAsync(() => depth);

        public Task FailsAsync(Exception exception) => NextAsync(() => throw exception);

        public ValueTask DisposeAsync() => Gate.DisposeAsync();

        // A measurement has had its effect when the next one starts.
        private async Task NextAsync(Func<long> measure)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            _depths.Writer.TryWrite(measure);
            Assert.True(await _started.WaitAsync(TimeSpan.FromSeconds(30)));
        }
    }
}
