using FsCheck;
using FsCheck.Fluent;

namespace EventConsumers.Tests.Settling;

public sealed class CumulativeSettlementTests
{
    private readonly ManualTime _time = new();
    private readonly RecordedLog _log = new();
    private readonly List<long> _calls = [];

    [Fact]
    public async Task It_never_settles_past_a_message_that_is_not_done()
    {
        await using var settlement = Settle(new BatchOptions { MaxSize = 2 }, received: 5);
        await settlement.SettleAsync(2, default);
        await settlement.SettleAsync(3, default);
        await settlement.SettleAsync(4, default);
        _time.Advance(TimeSpan.FromSeconds(10));
        await settlement.FlushAsync();
        Assert.Empty(_calls);

        await settlement.SettleAsync(1, default);
        Assert.Equal([4], _calls);
    }

    [Fact]
    public async Task It_settles_by_number_or_by_time()
    {
        await using var settlement = Settle(new BatchOptions { MaxSize = 3, MaxDelay = TimeSpan.FromSeconds(1) }, received: 5);
        for (var i = 1; i <= 5; i++)
            await settlement.SettleAsync(i, default);
        Assert.Equal([3], _calls);

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal([3], _calls);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([3, 5], _calls);
    }

    [Fact]
    public async Task A_call_that_failed_is_made_good_by_the_timer()
    {
        var fails = 2;
        await using var settlement = Settle(
            new BatchOptions { MaxSize = 2, MaxDelay = TimeSpan.FromSeconds(1), RetryDelay = TimeSpan.FromSeconds(1) }, received: 2,
            settle: () => fails-- > 0 ? throw new IOException("connection reset") : default(ValueTask));
        await settlement.SettleAsync(1, default);
        await Assert.ThrowsAsync<IOException>(() => settlement.SettleAsync(2, default).AsTask());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<IOException>(_log.Entries.Single().Exception);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([2, 2, 2], _calls);
    }

    [Fact]
    public async Task While_calls_fail_the_pauses_grow()
    {
        await using var settlement = Settle(
            new BatchOptions { MaxDelay = TimeSpan.FromMilliseconds(100), RetryDelay = TimeSpan.FromSeconds(1), MaxAttempts = 3 }, received: 2,
            settle: () => throw new IOException("connection reset"));
        await settlement.SettleAsync(1, default);
        // After 0.1, 1.1, 3.1, 7.1, 15.1, 31.1, 63.1, 123.1, ... seconds: without end, since nobody else would settle them.
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(2, _calls.Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, _calls.Count);
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(9, _calls.Count);
        // A message that is done meanwhile does not make them more frequent.
        await settlement.SettleAsync(2, default);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(10, _calls.Count);
        Assert.Equal(2, _calls[^1]);
    }

    [Fact]
    public async Task A_released_message_holds_up_none_where_it_is_given_back_by_itself()
    {
        var released = new List<int>();
        await using var settlement = Settle(new BatchOptions { MaxSize = 1 }, received: 3, release: released.Add);
        await settlement.SettleAsync(2, default);
        await settlement.ReleaseAsync(1, default);
        Assert.Equal([1], released);

        await settlement.ReleaseAsync(3, default);
        await settlement.FlushAsync();
        Assert.Equal([2], _calls);
    }

    [Fact]
    public async Task A_released_message_holds_up_all_where_it_just_stays_unsettled()
    {
        await using var settlement = Settle(new BatchOptions { MaxSize = 1 }, received: 3);
        await settlement.ReleaseAsync(1, default);
        await settlement.SettleAsync(2, default);
        await settlement.SettleAsync(3, default);
        await settlement.FlushAsync();

        Assert.Empty(_calls);
    }

    [Fact]
    public void Calls_rise_and_never_overlap_whatever_the_order_of_completion()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(int[] Order, byte Size)>(), sample =>
        {
            var calls = new List<long>();
            var isCalling = 0;
            var done = new bool[sample.Order.Length];
            var settlement = Settlements.Cumulative<int>(
                index => index,
                async (position, _) =>
                {
                    Assert.Equal(1, Interlocked.Increment(ref isCalling));
                    lock (calls)
                    {
                        Assert.True(calls.Count == 0 || position > calls[^1]);
                        Assert.All(Enumerable.Range(0, (int)position + 1), index => Assert.True(done[index]));
                        calls.Add(position);
                    }

                    await Task.Yield();
                    Interlocked.Decrement(ref isCalling);
                },
                new BatchOptions { MaxSize = sample.Size + 1 });
            for (var i = 0; i < sample.Order.Length; i++)
                settlement.OnReceived(i);

            Task.WaitAll(sample.Order.Select((rank, index) => (rank, index)).OrderBy(pair => pair.rank).Select(pair => Task.Run(async () =>
            {
                done[pair.index] = true;
                await settlement.SettleAsync(pair.index, default);
            })));
            settlement.FlushAsync().AsTask().Wait();
            settlement.DisposeAsync().AsTask().Wait();
            Assert.Equal(sample.Order.Length - 1, calls.Count == 0 ? -1 : calls[^1]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    private Settlement<int> Settle(BatchOptions options, int received, Func<ValueTask>? settle = null, Action<int>? release = null)
    {
        options.TimeProvider = _time;
        options.Logger = _log;
        var settlement = Settlements.Cumulative<int>(
            message => message,
            (position, _) =>
            {
                _calls.Add(position);
                return settle?.Invoke() ?? default;
            },
            options,
            release is null ? null : (message, _) =>
            {
                release(message);
                return default;
            });
        for (var i = 1; i <= received; i++)
            settlement.OnReceived(i);
        return settlement;
    }
}
