using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventConsumers;

/// <summary>When messages are settled together.</summary>
public sealed class BatchOptions
{
    private static readonly OptionCheck Check = new(nameof(BatchOptions));

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>How many messages are settled by one call at most. The default is 10, which is what SQS takes; for a cumulative settlement 100.</summary>
    public int MaxSize { get; set; } = 10;

    /// <summary>How long a message whose handler has finished waits for others at most. The default is 100 ms.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How often a call is tried for the messages that it did not settle, the first time included. The default is 3. A cumulative
    /// settlement is tried until it succeeds, since nothing else would settle its messages.
    /// </summary>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>How long to wait before the second attempt; it doubles with each one, to a minute at most. The default is 200 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Measures time. The default is the system's clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where settlements that failed are logged. The default is nowhere.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>The same for a consumer with a logger and a clock of its own; what the caller gave stays as it is.</summary>
    /// <param name="logger">Where settlements that failed are logged.</param>
    /// <param name="timeProvider">Measures time; the clock of these options if null.</param>
    /// <exception cref="ArgumentException">An option has a value that cannot work; the message says what to change.</exception>
    public BatchOptions CopyFor(ILogger logger, TimeProvider? timeProvider = null)
    {
        var copy = new BatchOptions
        {
            MaxSize = MaxSize,
            MaxDelay = MaxDelay,
            MaxAttempts = MaxAttempts,
            RetryDelay = RetryDelay,
            Logger = logger,
            TimeProvider = timeProvider ?? TimeProvider,
        };
        copy.Validate();
        return copy;
    }

    /// <summary>The pause after so many failed attempts: twice as long each time, a minute at most.</summary>
    internal TimeSpan PauseAfter(int attempts) => Backoff.After(attempts, RetryDelay, LongestPause);

    internal void Validate()
    {
        if (MaxSize < 1)
            throw Check.Wrong(MaxSize, "give it the number of messages that one call may settle, 1 or more");
        if (MaxDelay <= TimeSpan.Zero || MaxDelay > TimeSpan.FromDays(1))
            throw Check.Wrong(MaxDelay, "give it a time above zero, a day at most; for no delay at all settle each message by itself");
        if (MaxAttempts < 1)
            throw Check.Wrong(MaxAttempts, "give it 1 or more; the first attempt counts");
        if (RetryDelay < TimeSpan.Zero)
            throw Check.Wrong(RetryDelay, "give it zero or more");
        Check.NotNull(TimeProvider);
        Check.NotNull(Logger);
    }
}
