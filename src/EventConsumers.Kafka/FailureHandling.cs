using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>What happens to messages whose handler fails, and to those that no attempt can mend.</summary>
internal sealed class FailureHandling<TKey, TValue>
    where TKey : notnull
{
    private readonly RetryThenDeadLetter<ConsumeException>? _poison;
    private readonly RetryThenDeadLetter<Keyless>? _keyless;

    public FailureHandling(Func<ConsumeResult<TKey, TValue>, CancellationToken, ValueTask> handler, KafkaConsumerOptions<TKey, TValue> options)
    {
        HandleAsync = handler;
        if (options.DeadLetters is { } deadLetters)
        {
            HandleAsync = Retried(handler, deadLetters, options);
            _poison = AtOnce(static poison => poison, deadLetters.SendRawAsync, new PoisonMetadata(), options);
            _keyless = AtOnce(static keyless => keyless.Failure, (letter, stops) => deadLetters.SendAsync(letter, letter.Message.Result, stops), new KeylessMetadata(options.Metadata), options);
        }

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

    /// <summary>Dead-letters a message whose key cannot be read, or fails.</summary>
    public ValueTask HandleKeylessAsync(Keyless message, CancellationToken cancellationToken) =>
        _keyless is null ? ValueTask.FromException(message.Failure) : _keyless.HandleAsync(message, cancellationToken);

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
                await deadLetters.SendAsync(letter, letter.Message, cancellationToken).ConfigureAwait(false);
                options.Metrics?.CountDeadLettered(letter.Exception);
            },
            retry.CopyFor(options.Metadata, options.Logger)).HandleAsync;
    }

    private static RetryThenDeadLetter<T> AtOnce<T>(
        Func<T, Exception> failureOf,
        Func<DeadLetter<T>, CancellationToken, ValueTask> sendAsync,
        MessageMetadata<T> metadata,
        KafkaConsumerOptions<TKey, TValue> options)
    {
        var retry = options.Retry ?? new RetryOptions<ConsumeResult<TKey, TValue>>();
        return new RetryThenDeadLetter<T>(
            (message, _) => ValueTask.FromException(failureOf(message)),
            async (letter, cancellationToken) =>
            {
                await sendAsync(letter, cancellationToken).ConfigureAwait(false);
                options.Metrics?.CountDeadLettered(letter.Exception);
            },
            new RetryOptions<T>
            {
                // Another attempt could not read it either; the pauses are those between attempts to dead-letter.
                FirstDelay = retry.FirstDelay,
                MaxDelay = retry.MaxDelay,
                Choose = static _ => FailureChoice.DeadLetter,
                TimeProvider = retry.TimeProvider,
                Metadata = metadata,
                Logger = options.Logger,
            });
    }

    /// <summary>A message whose key cannot be read, and why.</summary>
    internal sealed record Keyless(ConsumeResult<TKey, TValue> Result, Exception Failure);

    private sealed class KeylessMetadata(MessageMetadata<ConsumeResult<TKey, TValue>> metadata) : MessageMetadata<Keyless>
    {
        public override string? IdOf(Keyless message) => metadata.IdOf(message.Result);

        public override string PositionOf(Keyless message) => metadata.PositionOf(message.Result);
    }

    private sealed class PoisonMetadata : MessageMetadata<ConsumeException>
    {
        public override string PositionOf(ConsumeException message) =>
            KafkaPosition.Of(message.ConsumerRecord.Topic, message.ConsumerRecord.Partition, message.ConsumerRecord.Offset);
    }
}
