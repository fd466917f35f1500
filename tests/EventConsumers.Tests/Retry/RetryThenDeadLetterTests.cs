using Microsoft.Extensions.Logging;
using Polly.Timeout;

namespace EventConsumers.Tests.Retry;

public sealed class RetryThenDeadLetterTests
{
    private static readonly DateTimeOffset Start = new ManualTime().GetUtcNow();

    private readonly ManualTime _time = new();
    private readonly RecordedLog _log = new();
    private readonly List<DeadLetter<int>> _letters = [];
    private int _attempts;

    [Fact]
    public void A_copy_has_all_that_was_set_but_for_what_is_the_consumers()
    {
        var given = new RetryOptions<int>
        {
            MaxAttempts = 7,
            FirstDelay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(2),
            AttemptTimeout = TimeSpan.FromSeconds(3),
            Choose = static _ => FailureChoice.DeadLetter,
            Metadata = new MessageMetadata<int>(),
            Logger = new RecordedLog(),
            TimeProvider = new ManualTime(),
        };
        var metadata = new MessageMetadata<int>();
        OptionsCopies.AreEqual(given, given.CopyFor(metadata, _log), nameof(given.Metadata), nameof(given.Logger));
        OptionsCopies.AreEqual(given, given.CopyFor(metadata, _log, _time), nameof(given.Metadata), nameof(given.Logger), nameof(given.TimeProvider));
        var copy = given.CopyFor(metadata, _log, _time);
        Assert.Same(metadata, copy.Metadata);
        Assert.Same(_log, copy.Logger);
        Assert.Same(_time, copy.TimeProvider);
    }

    [Fact]
    public async Task A_message_that_is_handled_is_neither_retried_nor_dead_lettered()
    {
        await Handler(() => default).HandleAsync(1, default);

        Assert.Equal(1, _attempts);
        Assert.Empty(_letters);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task A_failed_message_is_handled_again_after_growing_pauses()
    {
        var handling = Handler(() => _attempts < 4 ? throw new IOException("no answer") : default).HandleAsync(1, default).AsTask();
        Assert.Equal(1, _attempts);
        await AdvanceUntilAsync(handling);

        Assert.Equal(4, _attempts);
        // 200, 400 and 800 ms on average; jitter makes less or more of it, never nothing.
        Assert.InRange(_time.GetUtcNow() - Start, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));
        Assert.Empty(_letters);
    }

    [Fact]
    public async Task After_the_last_attempt_it_is_dead_lettered_with_what_happened()
    {
        var handler = Handler(() => throw new FormatException("no such user"), options => (options.MaxAttempts, options.FirstDelay) = (3, TimeSpan.Zero));
        await handler.HandleAsync(7, default);

        Assert.Equal(3, _attempts);
        var letter = Assert.Single(_letters);
        Assert.Equal(7, letter.Message);
        Assert.Equal(3, letter.Attempts);
        Assert.Equal("all of 3 attempts failed", letter.Reason);
        Assert.IsType<FormatException>(letter.Exception);
        Assert.Equal(_time.GetUtcNow(), letter.FailedAt);
        Assert.Equal(
            [
                ("dead-letter-attempts", "3"),
                ("dead-letter-exception", "System.FormatException"),
                ("dead-letter-exception-message", "no such user"),
                ("dead-letter-failed-at", "2026-01-01T00:00:00.0000000Z"),
                ("dead-letter-position", "queue users, 7"),
                ("dead-letter-reason", "all of 3 attempts failed"),
            ],
            letter.Headers.Select(header => (header.Key, header.Value)).Order());
        var (level, text, exception) = Assert.Single(_log.Entries);
        Assert.Equal(LogLevel.Error, level);
        Assert.Equal("Message id-7 at queue users, 7 was dead-lettered: all of 3 attempts failed.", text);
        Assert.Same(letter.Exception, exception);
    }

    [Fact]
    public async Task Five_attempts_are_the_default_and_one_is_possible()
    {
        await Handler(() => throw new FormatException(), options => options.FirstDelay = TimeSpan.Zero).HandleAsync(1, default);
        Assert.Equal(5, _attempts);

        _attempts = 0;
        await Handler(() => throw new FormatException(), options => options.MaxAttempts = 1).HandleAsync(1, default);
        Assert.Equal(1, _attempts);
        Assert.Equal([5, 1], _letters.Select(letter => letter.Attempts));
    }

    [Fact]
    public async Task An_exception_can_be_dead_lettered_at_once()
    {
        var handler = Handler(
            () => _attempts == 1 ? throw new IOException() : throw new FormatException("half a message"),
            options =>
            {
                options.FirstDelay = TimeSpan.Zero;
                options.Choose = exception => exception is FormatException ? FailureChoice.DeadLetter : FailureChoice.Retry;
            });
        await handler.HandleAsync(1, default);

        Assert.Equal(2, _attempts);
        Assert.Equal("FormatException is not retried", Assert.Single(_letters).Reason);
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_cancelled_and_counts()
    {
        var handler = Handler(
            cancellationToken => new ValueTask(Task.Delay(Timeout.Infinite, cancellationToken)),
            options => (options.MaxAttempts, options.FirstDelay, options.AttemptTimeout) = (2, TimeSpan.Zero, TimeSpan.FromSeconds(5)));
        var handling = handler.HandleAsync(1, default).AsTask();
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await Eventually.IsTrue(() => _attempts == attempt && _time.SetTimers > 0, "the attempt's timeout");
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        await handling;
        Assert.IsType<TimeoutRejectedException>(Assert.Single(_letters).Exception);
    }

    [Fact]
    public async Task A_handler_that_gives_up_by_itself_has_failed()
    {
        await Handler(() => throw new TaskCanceledException("the request timed out"), options => options.FirstDelay = TimeSpan.Zero).HandleAsync(1, default);

        Assert.Equal(5, _attempts);
        Assert.Single(_letters);
    }

    [Fact]
    public async Task A_stop_ends_the_attempts_and_the_message_is_not_dead_lettered()
    {
        using var stop = new CancellationTokenSource();
        var handling = Handler(() => throw new IOException()).HandleAsync(1, stop.Token).AsTask();
        await Eventually.IsTrue(() => _time.SetTimers == 1, "the pause");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handling);
        Assert.Equal(1, _attempts);
        Assert.Empty(_letters);
    }

    [Fact]
    public async Task A_stop_during_the_last_attempt_does_not_dead_letter_either()
    {
        using var stop = new CancellationTokenSource();
        var handler = Handler(
            () =>
            {
                stop.Cancel();
                throw new IOException();
            },
            options => options.MaxAttempts = 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handler.HandleAsync(1, stop.Token).AsTask());
        Assert.Empty(_letters);
    }

    [Fact]
    public async Task While_dead_letters_cannot_be_sent_the_message_is_kept_and_it_is_tried_again()
    {
        var refusals = 3;
        var handler = Handler(
            () => throw new FormatException(), options => options.MaxAttempts = 1, _ => refusals-- > 0 ? throw new IOException("broker is down") : default);
        var handling = handler.HandleAsync(1, default).AsTask();
        Assert.False(handling.IsCompleted);
        await AdvanceUntilAsync(handling);

        Assert.Single(_letters);
        Assert.Equal(4, _log.Entries.Count);
        Assert.All(_log.Entries.Take(3), entry => Assert.StartsWith("Message id-1 at queue users, 1 could not be dead-lettered (attempt", entry.Text));
    }

    [Fact]
    public async Task A_stop_while_dead_letters_cannot_be_sent_leaves_the_message_unhandled()
    {
        using var stop = new CancellationTokenSource();
        var handler = Handler(() => throw new FormatException(), options => options.MaxAttempts = 1, _ => throw new IOException("broker is down"));
        var handling = handler.HandleAsync(1, stop.Token).AsTask();
        await Eventually.IsTrue(() => _time.SetTimers == 1, "the pause");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handling);
    }

    [Fact]
    public void What_an_exception_says_makes_no_header_too_long()
    {
        var text = new string('x', 998);
        var headers = new DeadLetter<int>(1, text, 1, new FormatException(text + "y😀" + text), Start, text + text).Headers;

        Assert.Equal(text, headers["dead-letter-reason"]);
        Assert.Equal(text + "y", headers["dead-letter-exception-message"]);
        Assert.Equal(1000, headers["dead-letter-position"].Length);
    }

    [Fact]
    public async Task In_a_pump_a_poison_message_blocks_only_its_key_and_is_settled_once_it_is_safe()
    {
        var settled = new List<int>();
        var handled = new List<int>();
        var retry = new RetryThenDeadLetter<int>(
            (message, _) =>
            {
                lock (handled)
                    handled.Add(message);
                return message == 10 ? throw new FormatException() : default;
            },
            (letter, _) =>
            {
                lock (_letters)
                    _letters.Add(letter);
                return default;
            },
            new RetryOptions<int> { MaxAttempts = 3, FirstDelay = TimeSpan.FromMilliseconds(50), TimeProvider = TimeProvider.System });
        await using var pump = new MessagePump<int>(
            retry.HandleAsync,
            Settlements.Each<int>((message, _) =>
            {
                lock (settled)
                    settled.Add(message);
                return default;
            }),
            new() { Order = MessageOrder.ByKey<int, int>(message => message / 10), Concurrency = 2 });
        foreach (var message in new[] { 10, 11, 20, 21, 22 })
            await pump.WriteAsync(message);
        await pump.StopAsync();

        Assert.Equal([20, 21, 22, 10, 11], settled);
        Assert.Equal([10, 10, 10, 11], handled.Where(message => message < 20));
        Assert.Equal(10, Assert.Single(_letters).Message);
    }

    [Theory]
    [InlineData(nameof(RetryOptions<int>.MaxAttempts))]
    [InlineData(nameof(RetryOptions<int>.FirstDelay))]
    [InlineData(nameof(RetryOptions<int>.MaxDelay))]
    [InlineData(nameof(RetryOptions<int>.AttemptTimeout))]
    [InlineData(nameof(RetryOptions<int>.Choose))]
    [InlineData(nameof(RetryOptions<int>.Metadata))]
    [InlineData(nameof(RetryOptions<int>.Logger))]
    public void A_wrong_option_is_named(string option)
    {
        var exception = Assert.Throws<ArgumentException>(() => Handler(() => default, options =>
        {
            switch (option)
            {
                case nameof(options.MaxAttempts): options.MaxAttempts = 0; break;
                case nameof(options.FirstDelay): options.FirstDelay = TimeSpan.FromSeconds(-1); break;
                case nameof(options.MaxDelay): options.MaxDelay = TimeSpan.FromMilliseconds(1); break;
                case nameof(options.AttemptTimeout): options.AttemptTimeout = TimeSpan.FromMilliseconds(1); break;
                case nameof(options.Choose): options.Choose = null!; break;
                case nameof(options.Metadata): options.Metadata = null!; break;
                default: options.Logger = null!; break;
            }
        }));
        Assert.Contains($"RetryOptions.{option} is", exception.Message);
    }

    private async Task AdvanceUntilAsync(Task handling)
    {
        for (var i = 0; i < 10_000 && !handling.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Delay(1);
        }

        Assert.True(handling.IsCompleted, "Not within 100 seconds of its clock.");
        await handling;
    }

    private RetryThenDeadLetter<int> Handler(
        Func<ValueTask> attempt, Action<RetryOptions<int>>? configure = null, Func<DeadLetter<int>, ValueTask>? deadLetter = null) =>
        Handler(_ => attempt(), configure, deadLetter);

    private RetryThenDeadLetter<int> Handler(
        Func<CancellationToken, ValueTask> attempt, Action<RetryOptions<int>>? configure = null, Func<DeadLetter<int>, ValueTask>? deadLetter = null)
    {
        var options = new RetryOptions<int> { TimeProvider = _time, Logger = _log, Metadata = new Named() };
        configure?.Invoke(options);
        return new RetryThenDeadLetter<int>(
            async (_, cancellationToken) =>
            {
                Interlocked.Increment(ref _attempts);
                await attempt(cancellationToken);
            },
            async (letter, _) =>
            {
                if (deadLetter is not null)
                    await deadLetter(letter);
                _letters.Add(letter);
            },
            options);
    }

    private sealed class Named : MessageMetadata<int>
    {
        public override string IdOf(int message) => $"id-{message}";

        public override string PositionOf(int message) => $"queue users, {message}";
    }
}
