using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventConsumers.Kafka;

/// <summary>How a <see cref="KafkaConsumer{TKey, TValue}"/> works.</summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
public sealed class KafkaConsumerOptions<TKey, TValue>
    where TKey : notnull
{
    private static readonly OptionCheck Check = new(nameof(KafkaConsumerOptions<TKey, TValue>));

    /// <summary>How many handlers run at the same time at most. The default is 10.</summary>
    public int Concurrency { get; set; } = 10;

    /// <summary>
    /// How many messages are held at most, those being handled included. When there has been no room for <see cref="PollInterval"/>, the
    /// partitions are paused until half of it is free. The default is 1000.
    /// </summary>
    public int Capacity { get; set; } = 1000;

    /// <summary>Which messages may be handled side by side. The default is <see cref="KafkaOrder.ByKey"/>.</summary>
    public MessageOrder<ConsumeResult<TKey, TValue>> Order { get; set; } = KafkaOrder.ByKey<TKey, TValue>();

    /// <summary>
    /// How many messages of a partition are received at most from its oldest unfinished one on. Those behind it that are done cannot be
    /// committed, so this is how many are handled again at most after a crash; the partition waits until half of it is free. The
    /// default is 10000.
    /// </summary>
    public int ReplayWindow { get; set; } = 10_000;

    /// <summary>
    /// How long the polling thread waits at most, for messages or for room, before it serves the client again; also how often offsets of
    /// handled messages are stored for the next commit. The default is 100 ms.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a rebalance waits for the messages of partitions that are taken away; then their handlers' token is cancelled, and
    /// those not started are left to the next owner. With <see cref="CancelTimeout"/> it must be below the client's
    /// <c>MaxPollIntervalMs</c>. The default is 10 seconds.
    /// </summary>
    public TimeSpan RevokeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a stop waits for the messages in the consumer before it cancels their handlers. The default is 15 seconds: with
    /// <see cref="CancelTimeout"/> and the time to leave the group it is below the 30 seconds that a .NET host gives its services.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long cancelled handlers are then waited for before they are left behind. The default is 5 seconds.</summary>
    public TimeSpan CancelTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Where messages go whose attempts are used up, and records that cannot be deserialised. If null, the default, either stops the
    /// consumer with an error: going on could only lose messages.
    /// </summary>
    public KafkaDeadLetters<TKey, TValue>? DeadLetters { get; set; }

    /// <summary>
    /// How often a message is tried before it is dead-lettered; the defaults of <see cref="RetryOptions{TMessage}"/> if null. Its
    /// logger and its metadata are those given here.
    /// </summary>
    public RetryOptions<ConsumeResult<TKey, TValue>>? Retry { get; set; }

    /// <summary>
    /// Makes the client's builder from the settings: to give it deserialisers, handlers of its own for errors, logs and statistics, or
    /// an instrumented builder. Rebalances belong to the consumer. The default is a plain builder.
    /// </summary>
    public Func<ConsumerConfig, ConsumerBuilder<TKey, TValue>> CreateBuilder { get; set; } = static config => new ConsumerBuilder<TKey, TValue>(config);

    /// <summary>Names messages in logs and traces. The default reads the header <c>message-id</c>.</summary>
    public MessageMetadata<ConsumeResult<TKey, TValue>> Metadata { get; set; } = new KafkaMessageMetadata<TKey, TValue>();

    /// <summary>
    /// Gets what is consumed, how long handlers take, how many messages are in the consumer, and its lag. The default is none. The
    /// lag is what is not handled of the partitions that are the consumer's, read each second.
    /// </summary>
    public ConsumerMetrics? Metrics { get; set; }

    /// <summary>Where rebalances and failures are logged. The default is nowhere.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    internal void Validate()
    {
        if (Concurrency < 1)
            throw Check.Wrong(Concurrency, "give it the number of handlers that may run at the same time, 1 or more");
        if (Capacity < Concurrency)
            throw Check.Wrong(Capacity, $"it counts the messages being handled too, so give it at least Concurrency ({Concurrency})");
        if (ReplayWindow < 1)
            throw Check.Wrong(ReplayWindow, "give it the number of messages that may be handled again after a crash, 1 or more");
        if (PollInterval < TimeSpan.FromMilliseconds(1) || PollInterval > TimeSpan.FromSeconds(10))
            throw Check.Wrong(PollInterval, "give it 1 ms to 10 seconds");
        Check.LimitedTime(RevokeTimeout);
        Check.LimitedTime(DrainTimeout);
        Check.LimitedTime(CancelTimeout);
        if (Retry is not null && DeadLetters is null)
            throw new ArgumentException("KafkaConsumerOptions.Retry is given without DeadLetters: say where a message goes whose attempts are used up.", nameof(DeadLetters));
        Check.NotNull(Order);
        Check.NotNull(CreateBuilder);
        Check.NotNull(Metadata);
        Check.NotNull(Logger);
    }
}
