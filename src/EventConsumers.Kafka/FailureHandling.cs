using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>What happens to messages whose handler fails, and to records that cannot be deserialised.</summary>
internal sealed class FailureHandling<TKey, TValue>
    where TKey : notnull
{
    private readonly RetryThenDeadLetter<ConsumeException>? _poison;

    public FailureHandling(Func<ConsumeResult<TKey, TValue>, CancellationToken, ValueTask> handler, KafkaConsumerOptions<TKey, TValue> options)
    {
        HandleAsync = handler;
        if (options.DeadLetters is { } deadLetters)
            (HandleAsync, _poison) = (Retried(handler, deadLetters, options), Poisoned(deadLetters, options));
        if (options.Metrics is { } metrics)
            HandleAsync = metrics.Measure(HandleAsync, options.Metadata);
    }

    /// <summary>Handles a message, again if need be, and dead-letters it if that fails too and there is a place for it.</summary>
    public Func<ConsumeResult<TKey, TValue>, CancellationToken, ValueTask> HandleAsync { get; }

    /// <summary>Dead-letters a record that cannot be deserialised, or fails.</summary>
    public ValueTask HandlePoisonAsync(ConsumeException exception, CancellationToken cancellationToken) =>
        _poison is null
            ? ValueTask.FromException(new InvalidOperationException(
                "The record cannot be deserialised. Give KafkaConsumerOptions.DeadLetters to have such records sent to a dead-letter topic.", exception))
            : _poison.HandleAsync(exception, cancellationToken);

    private static Func<ConsumeResult<TKey, TValue>, CancellationToken, ValueTask> Retried(
        Func<ConsumeResult<TKey, TValue>, CancellationToken, ValueTask> handler,
        KafkaDeadLetters<TKey, TValue> deadLetters,
        KafkaConsumerOptions<TKey, TValue> options)
    {
        var retry = options.Retry ?? new RetryOptions<ConsumeResult<TKey, TValue>>();
        return new RetryThenDeadLetter<ConsumeResult<TKey, TValue>>(
            handler,
            async (letter, cancellationToken) =>
            {
                await deadLetters.SendAsync(letter, cancellationToken).ConfigureAwait(false);
                options.Metrics?.CountDeadLettered(letter.Exception);
            },
            retry.CopyFor(options.Metadata, options.Logger)).HandleAsync;
    }

    private static RetryThenDeadLetter<ConsumeException> Poisoned(KafkaDeadLetters<TKey, TValue> deadLetters, KafkaConsumerOptions<TKey, TValue> options)
    {
        var retry = options.Retry ?? new RetryOptions<ConsumeResult<TKey, TValue>>();
        return new RetryThenDeadLetter<ConsumeException>(
            static (exception, _) => ValueTask.FromException(exception),
            async (letter, cancellationToken) =>
            {
                await deadLetters.SendRawAsync(letter, cancellationToken).ConfigureAwait(false);
                options.Metrics?.CountDeadLettered(letter.Exception);
            },
            new RetryOptions<ConsumeException>
            {
                // Another attempt could not read it either; the pauses are those between attempts to dead-letter.
                FirstDelay = retry.FirstDelay,
                MaxDelay = retry.MaxDelay,
                Choose = static _ => FailureChoice.DeadLetter,
                TimeProvider = retry.TimeProvider,
                Metadata = new PoisonMetadata(),
                Logger = options.Logger,
            });
    }

    private sealed class PoisonMetadata : MessageMetadata<ConsumeException>
    {
        public override string PositionOf(ConsumeException message) =>
            KafkaPosition.Of(message.ConsumerRecord.Topic, message.ConsumerRecord.Partition, message.ConsumerRecord.Offset);
    }
}
