namespace EventConsumers.Tests.Settling;

public sealed class BatchedSettlementTests
{
    private readonly ManualTime _time = new();
    private readonly RecordedLog _log = new();
    private readonly List<int[]> _calls = [];

    [Fact]
    public async Task A_full_batch_is_settled_at_once()
    {
        await using var settlement = Settle(_ => [], new BatchOptions { MaxSize = 3 });
        for (var i = 1; i <= 7; i++)
            await settlement.SettleAsync(i, default);

        Assert.Equal([[1, 2, 3], [4, 5, 6]], _calls);
    }

    [Fact]
    public async Task A_batch_that_does_not_fill_is_settled_in_time()
    {
        await using var settlement = Settle(_ => [], new BatchOptions { MaxDelay = TimeSpan.FromMilliseconds(50) });
        await settlement.SettleAsync(1, default);
        _time.Advance(TimeSpan.FromMilliseconds(49));
        await settlement.SettleAsync(2, default);
        Assert.Empty(_calls);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([[1, 2]], _calls);

        await settlement.SettleAsync(3, default);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal([[1, 2], [3]], _calls);
    }

    [Fact]
    public async Task Only_what_failed_is_tried_again()
    {
        var fails = new HashSet<int> { 2, 3 };
        await using var settlement = Settle(batch => batch.Where(fails.Remove).ToArray(), new BatchOptions { MaxSize = 4 });
        for (var i = 1; i <= 3; i++)
            await settlement.SettleAsync(i, default);
        var settled = settlement.SettleAsync(4, default);
        await Eventually.IsTrue(() => _time.SetTimers > 0, "the pause before the second attempt");
        _time.Advance(TimeSpan.FromMilliseconds(200));
        await settled;

        Assert.Equal([[1, 2, 3, 4], [2, 3]], _calls);
    }

    [Fact]
    public async Task After_the_last_attempt_they_are_left_to_the_broker()
    {
        await using var settlement = Settle(batch => batch, new BatchOptions { MaxSize = 2, MaxAttempts = 3, RetryDelay = TimeSpan.Zero });
        await settlement.SettleAsync(1, default);
        await settlement.SettleAsync(2, default);

        Assert.Equal(3, _calls.Count);
        Assert.Contains("2 handled messages could not be settled in 3 attempts", _log.Entries.Last().Text);
    }

    [Fact]
    public async Task A_call_that_throws_settled_nothing()
    {
        var attempts = 0;
        await using var settlement = Settle(
            _ => ++attempts == 1 ? throw new IOException("connection reset") : [], new BatchOptions { MaxSize = 1, RetryDelay = TimeSpan.Zero });
        await settlement.SettleAsync(1, default);

        Assert.Equal([[1], [1]], _calls);
        Assert.IsType<IOException>(_log.Entries.Single().Exception);
    }

    [Fact]
    public async Task A_flush_settles_the_rest()
    {
        await using var settlement = Settle(_ => [], new BatchOptions());
        await settlement.SettleAsync(1, default);
        await settlement.FlushAsync();
        await settlement.FlushAsync();

        Assert.Equal([[1]], _calls);
    }

    [Fact]
    public async Task A_flush_waits_for_what_the_timer_settles_just_now()
    {
        var answer = new TaskCompletionSource();
        var token = CancellationToken.None;
        await using var settlement = Settlements.Batched<int>(
            async (batch, cancellationToken) =>
            {
                _calls.Add([.. batch]);
                token = cancellationToken;
                await answer.Task.WaitAsync(cancellationToken);
                return [];
            },
            new BatchOptions { TimeProvider = _time });
        await settlement.SettleAsync(1, default);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await settlement.SettleAsync(2, default);
        var flush = settlement.FlushAsync().AsTask();
        Assert.Equal([[1], [2]], _calls);
        Assert.False(flush.IsCompleted);

        using var stop = new CancellationTokenSource();
        var impatient = settlement.FlushAsync(stop.Token).AsTask();
        Assert.False(impatient.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);

        answer.SetResult();
        await flush;
        await settlement.DisposeAsync();
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_call_that_timed_out_by_itself_is_tried_again()
    {
        var attempts = 0;
        await using var settlement = Settle(
            _ => ++attempts == 1 ? throw new TaskCanceledException("The request timed out.") : [], new BatchOptions { MaxSize = 1, RetryDelay = TimeSpan.Zero });
        await settlement.SettleAsync(1, default);

        Assert.Equal([[1], [1]], _calls);
    }

    [Theory]
    [InlineData(nameof(BatchOptions.MaxSize))]
    [InlineData(nameof(BatchOptions.MaxDelay))]
    [InlineData(nameof(BatchOptions.MaxAttempts))]
    [InlineData(nameof(BatchOptions.RetryDelay))]
    [InlineData(nameof(BatchOptions.TimeProvider))]
    [InlineData(nameof(BatchOptions.Logger))]
    [InlineData(nameof(BatchOptions.MaxDelay), true)]
    public void A_wrong_option_is_named(string option, bool isTooMuch = false)
    {
        var options = new BatchOptions();
        switch (option)
        {
            case nameof(BatchOptions.MaxSize): options.MaxSize = 0; break;
            case nameof(BatchOptions.MaxDelay): options.MaxDelay = isTooMuch ? TimeSpan.MaxValue : TimeSpan.Zero; break;
            case nameof(BatchOptions.MaxAttempts): options.MaxAttempts = 0; break;
            case nameof(BatchOptions.RetryDelay): options.RetryDelay = TimeSpan.FromSeconds(-1); break;
            case nameof(BatchOptions.TimeProvider): options.TimeProvider = null!; break;
            default: options.Logger = null!; break;
        }

        var exception = Assert.Throws<ArgumentException>(() => { _ = Settlements.Batched<int>((_, _) => default, options); });
        Assert.Contains($"BatchOptions.{option} is", exception.Message);
    }

    [Fact]
    public void A_copy_has_all_that_was_set_but_for_what_is_the_consumers()
    {
        var given = new BatchOptions
        {
            MaxSize = 7,
            MaxDelay = TimeSpan.FromSeconds(1),
            MaxAttempts = 2,
            RetryDelay = TimeSpan.FromSeconds(3),
            Logger = new RecordedLog(),
            TimeProvider = new ManualTime(),
        };
        OptionsCopies.AreEqual(given, given.CopyFor(_log), nameof(given.Logger));
        OptionsCopies.AreEqual(given, given.CopyFor(_log, _time), nameof(given.Logger), nameof(given.TimeProvider));
        Assert.Same(_log, given.CopyFor(_log).Logger);
        Assert.Same(_time, given.CopyFor(_log, _time).TimeProvider);
    }

    private Settlement<int> Settle(Func<IReadOnlyList<int>, IReadOnlyCollection<int>> settle, BatchOptions options)
    {
        options.TimeProvider = _time;
        options.Logger = _log;
        return Settlements.Batched<int>(
            (batch, _) =>
            {
                _calls.Add([.. batch]);
                return new ValueTask<IReadOnlyCollection<int>>(settle(batch));
            },
            options);
    }
}
