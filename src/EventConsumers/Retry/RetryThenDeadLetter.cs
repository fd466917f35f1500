using Polly;
using Polly.Retry;

namespace EventConsumers;

/// <summary>
/// Runs a handler a bounded number of times, with growing pauses, and then dead-letters the message. Give
/// <see cref="HandleAsync"/> to a <see cref="MessagePump{TMessage}"/>: it completes when the message has been handled or is safe
/// with the dead letters, so only then is it settled; meanwhile only messages of its key wait.
/// </summary>
/// <remarks>
/// A message is never dropped: while it cannot be dead-lettered, that is tried again until it works or the pump stops, and then
/// the message stays unsettled. A handler that succeeds at once costs nothing more.
/// </remarks>
/// <typeparam name="TMessage">The client's type of a message.</typeparam>
public sealed class RetryThenDeadLetter<TMessage>
{
    private static readonly ResiliencePropertyKey<DeadLetter<TMessage>> LetterKey = new("EventConsumers.DeadLetter");
    private static readonly TimeSpan LeastDeadLetterDelay = TimeSpan.FromMilliseconds(200);

    private readonly Func<TMessage, CancellationToken, ValueTask> _handler;
    private readonly Func<DeadLetter<TMessage>, CancellationToken, ValueTask> _deadLetter;
    private readonly RetryOptions<TMessage> _options;
    private readonly ResiliencePipeline _attempts;
    private readonly ResiliencePipeline _deadLetterAttempts;

    /// <summary>Puts retries and dead-lettering round a handler.</summary>
    /// <param name="handler">Does the work for one message.</param>
    /// <param name="deadLetter">
    /// Sends a message to where dead letters are kept, and completes only when it is safe there: with a publisher confirm, after
    /// the broker's answer. Or rejects it without requeue where the broker dead-letters by itself.
    /// </param>
    /// <param name="options">How often and how long; the defaults if null.</param>
    /// <exception cref="ArgumentException">An option has a value that cannot work; the message says what to change.</exception>
    public RetryThenDeadLetter(
        Func<TMessage, CancellationToken, ValueTask> handler,
        Func<DeadLetter<TMessage>, CancellationToken, ValueTask> deadLetter,
        RetryOptions<TMessage>? options = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(deadLetter);
        _options = options ?? new RetryOptions<TMessage>();
        _options.Validate();
        (_handler, _deadLetter) = (handler, deadLetter);
        _attempts = Attempts();
        _deadLetterAttempts = DeadLetterAttempts();
    }

    /// <summary>Handles a message, again if need be, and dead-letters it if that fails too.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends attempts and pauses; the message then counts as not handled.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before the message was handled or safe.</exception>
    public async ValueTask HandleAsync(TMessage message, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        if (_options.AttemptTimeout is null)
        {
            // The first attempt needs no pipeline: most messages have no other.
            try
            {
                await _handler(message, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }

        await AttemptAsync(new Failing(this, message, failure), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AttemptAsync(Failing failing, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            var outcome = await _attempts.ExecuteOutcomeAsync(static (context, failing) => failing.AttemptAsync(context), context, failing).ConfigureAwait(false);
            if (outcome.Exception is not { } exception)
                return;

            cancellationToken.ThrowIfCancellationRequested();
            await DeadLetterAsync(Letter(failing, exception), context).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask DeadLetterAsync(DeadLetter<TMessage> letter, ResilienceContext context)
    {
        context.Properties.Set(LetterKey, letter);
        await _deadLetterAttempts.ExecuteAsync(
            static (context, state) => state._deadLetter(context.Properties.GetValue(LetterKey, null!), context.CancellationToken), context, this).ConfigureAwait(false);
        Log.DeadLettered(
            _options.Logger, letter.Exception, _options.Metadata.IdOrNone(letter.Message), letter.Position, letter.Reason);
    }

    private DeadLetter<TMessage> Letter(Failing failing, Exception exception)
    {
        var reason = failing.Attempts < _options.MaxAttempts
            ? $"{exception.GetType().Name} is not retried"
            : $"all of {failing.Attempts} attempts failed";
        return new DeadLetter<TMessage>(
            failing.Message, reason, failing.Attempts, exception, _options.TimeProvider.GetUtcNow(), _options.Metadata.PositionOrNone(failing.Message));
    }

    private ResiliencePipeline Attempts()
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = _options.TimeProvider };
        if (_options.MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = _options.MaxAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = _options.FirstDelay,
                MaxDelay = _options.MaxDelay,
                ShouldHandle = arguments => new ValueTask<bool>(IsRetried(arguments.Outcome.Exception, arguments.Context)),
            });
        }

        if (_options.AttemptTimeout is { } timeout)
            builder.AddTimeout(timeout);
        return builder.Build();
    }

    // Without end: giving up would lose the message, or stop the whole pump because of a broker that is being restarted.
    private ResiliencePipeline DeadLetterAttempts()
    {
        var delay = Max(_options.FirstDelay, LeastDeadLetterDelay);
        return EndlessRetry.Pipeline(delay, Max(_options.MaxDelay, delay), _options.TimeProvider, attempt =>
        {
            var letter = attempt.Context.Properties.GetValue(LetterKey, null!);
            Log.NotDeadLettered(
                _options.Logger, attempt.Outcome.Exception, _options.Metadata.IdOrNone(letter.Message), letter.Position,
                attempt.AttemptNumber + 1, attempt.RetryDelay);
        });
    }

    private bool IsRetried(Exception? exception, ResilienceContext context) =>
        exception is not null && !context.CancellationToken.IsCancellationRequested && _options.Choose(exception) == FailureChoice.Retry;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>A message on its way through the attempts.</summary>
    private sealed class Failing(RetryThenDeadLetter<TMessage> owner, TMessage message, Exception? firstFailure)
    {
        public TMessage Message => message;

        public int Attempts { get; private set; }

        public async ValueTask<Outcome<bool>> AttemptAsync(ResilienceContext context)
        {
            Attempts++;
            if (Attempts == 1 && firstFailure is not null)
                return Outcome.FromException<bool>(firstFailure);

            try
            {
                await owner._handler(message, context.CancellationToken).ConfigureAwait(false);
                return Outcome.FromResult(true);
            }
            catch (Exception exception)
            {
                return Outcome.FromException<bool>(exception);
            }
        }
    }
}
