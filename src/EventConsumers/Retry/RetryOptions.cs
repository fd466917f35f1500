using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventConsumers;

/// <summary>How often and how long a failed message is tried before it is dead-lettered.</summary>
/// <typeparam name="TMessage">The client's type of a message.</typeparam>
public sealed class RetryOptions<TMessage>
{
    private static readonly OptionCheck Check = new(nameof(RetryOptions<TMessage>));

    /// <summary>How often the handler runs for a message, the first time included. The default is 5.</summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// The pause before the second attempt; it doubles with each one, and jitter spreads it so that messages that failed together
    /// do not come again together. The default is 200 ms: 5 attempts then take about 3 seconds.
    /// </summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause, also between attempts to dead-letter. The default is 30 seconds.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an attempt may take before its token is cancelled and it counts as failed; no limit if null, which is the
    /// default. A handler that ignores its token cannot be ended, and holds up its key until it returns.
    /// </summary>
    public TimeSpan? AttemptTimeout { get; set; }

    /// <summary>What to do for an exception. The default retries all of them.</summary>
    public Func<Exception, FailureChoice> Choose { get; set; } = static _ => FailureChoice.Retry;

    /// <summary>Names messages in logs. The default calls <see cref="object.ToString"/>.</summary>
    public MessageMetadata<TMessage> Metadata { get; set; } = new();

    /// <summary>Where dead letters are logged. The default is nowhere.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>Measures time. The default is the system's clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The same for a consumer that names, logs and measures in its own way; what the caller gave stays as it is.</summary>
    /// <param name="metadata">Names messages in logs.</param>
    /// <param name="logger">Where dead letters are logged.</param>
    /// <param name="timeProvider">Measures time; the clock of these options if null.</param>
    /// <exception cref="ArgumentException">An option has a value that cannot work; the message says what to change.</exception>
    public RetryOptions<TMessage> CopyFor(MessageMetadata<TMessage> metadata, ILogger logger, TimeProvider? timeProvider = null)
    {
        var copy = new RetryOptions<TMessage>
        {
            MaxAttempts = MaxAttempts,
            FirstDelay = FirstDelay,
            MaxDelay = MaxDelay,
            AttemptTimeout = AttemptTimeout,
            Choose = Choose,
            Metadata = metadata,
            Logger = logger,
            TimeProvider = timeProvider ?? TimeProvider,
        };
        copy.Validate();
        return copy;
    }

    internal void Validate()
    {
        if (MaxAttempts < 1)
            throw Check.Wrong(MaxAttempts, "give it 1 or more; the first attempt counts");
        if (FirstDelay < TimeSpan.Zero || FirstDelay > TimeSpan.FromDays(1))
            throw Check.Wrong(FirstDelay, "give it zero to a day");
        if (MaxDelay < FirstDelay || MaxDelay > TimeSpan.FromDays(1))
            throw Check.Wrong(MaxDelay, $"give it FirstDelay ({FirstDelay}) to a day");
        if (AttemptTimeout is { } timeout && (timeout < TimeSpan.FromMilliseconds(10) || timeout > TimeSpan.FromDays(1)))
            throw Check.Wrong(AttemptTimeout, "give it 10 ms to a day, or null for no limit");
        Check.NotNull(Choose);
        Check.NotNull(Metadata);
        Check.NotNull(Logger);
        Check.NotNull(TimeProvider);
    }
}
