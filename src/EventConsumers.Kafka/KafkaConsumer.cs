using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>
/// Consumes topics as a member of a group: handlers run side by side and, by default, in order per key; offsets are stored only behind
/// handled messages and committed by the client in the background, so a crash replays and never loses.
/// </summary>
/// <remarks>
/// <para>One thread polls and never waits longer than <see cref="KafkaConsumerOptions{TKey, TValue}.PollInterval"/>, however slow the
/// handlers are, so the client does not exceed its <c>max.poll.interval.ms</c>. When there is no room it pauses the partitions.</para>
/// <para>When partitions are taken away, their messages are handled up to a deadline, their offsets committed, and the rest is left to
/// the next owner. A handler that goes on regardless moves no offset any more, and a message of its key that comes again to this
/// consumer waits for it.</para>
/// </remarks>
/// <typeparam name="TKey">The type of keys; <see cref="Ignore"/> or <see cref="Null"/> where there are none.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
public sealed class KafkaConsumer<TKey, TValue>
    where TKey : notnull
{
    private readonly ConsumerConfig _config;
    private readonly string[] _topics;
    private readonly PartitionWork<TKey, TValue> _work;
    private readonly KafkaConsumerOptions<TKey, TValue> _options;

    /// <summary>Makes a consumer; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="config">
    /// The client's settings. <c>EnableAutoCommit</c> and <c>EnableAutoOffsetStore</c> are the consumer's to set.
    /// </param>
    /// <param name="topics">The topics; names that start with <c>^</c> are patterns.</param>
    /// <param name="handler">
    /// Does the work for one message, which counts as handled when it completes. Its token is cancelled when the partition has been
    /// taken away or the consumer stops, and the time for finishing is over.
    /// </param>
    /// <param name="options">How to work; the defaults if null.</param>
    /// <exception cref="ArgumentException">A setting has a value that cannot work; the message says what to change.</exception>
    public KafkaConsumer(
        ConsumerConfig config,
        IEnumerable<string> topics,
        Func<ConsumeResult<TKey, TValue>, CancellationToken, ValueTask> handler,
        KafkaConsumerOptions<TKey, TValue>? options = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(handler);
        _options = options ?? new KafkaConsumerOptions<TKey, TValue>();
        _options.Validate();
        _topics = [.. topics];
        if (_topics.Length == 0 || Array.Exists(_topics, string.IsNullOrWhiteSpace))
            throw new ArgumentException("A topic is missing: name one or more, none of them empty.", nameof(topics));

        _config = ClientSettings.Of(config, _options);
        _work = new PartitionWork<TKey, TValue>(new FailureHandling<TKey, TValue>(handler, _options), _options.Logger);
    }

    /// <summary>
    /// Consumes until it is cancelled; then handles what has been received, up to
    /// <see cref="KafkaConsumerOptions{TKey, TValue}.DrainTimeout"/>, commits, leaves the group, and completes.
    /// </summary>
    /// <param name="cancellationToken">Stops the consumer.</param>
    /// <exception cref="MessagePumpException">A message could not be handled, and there are no dead letters to send it to.</exception>
    /// <exception cref="KafkaException">The client reported an error that it does not recover from.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var pump = new MessagePump<Delivery<TKey, TValue>>(
            _work.HandleAsync,
            new OffsetTracking<TKey, TValue>(),
            new MessagePumpOptions<Delivery<TKey, TValue>>
            {
                Concurrency = _options.Concurrency,
                Capacity = _options.Capacity,
                Order = _options.Order.Within<Delivery<TKey, TValue>>(delivery => delivery.Ordered),
                DrainTimeout = _options.DrainTimeout,
                CancelTimeout = _options.CancelTimeout,
                Metadata = new DeliveryMetadata<TKey, TValue>(_options.Metadata),
                Logger = _options.Logger,
            });
        await using (pump.ConfigureAwait(false))
        {
            var loop = new PollLoop<TKey, TValue>(_config, _topics, pump, _options);
            await loop.RunAsync(cancellationToken).ConfigureAwait(false);
            await pump.Completion.ConfigureAwait(false);
        }
    }
}
