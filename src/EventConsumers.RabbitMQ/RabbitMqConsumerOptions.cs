using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ;

/// <summary>How a <see cref="RabbitMqConsumer"/> works.</summary>
public sealed class RabbitMqConsumerOptions
{
    private static readonly OptionCheck Check = new(nameof(RabbitMqConsumerOptions));

    private const int MostAcknowledged = 100;

    /// <summary>How many handlers run at the same time at most. The default is 10.</summary>
    public int Concurrency { get; set; } = 10;

    /// <summary>
    /// How many messages the broker delivers ahead of their acknowledgement, which is also how many the consumer holds at most. The
    /// default is 100. Enough is what the handlers get done within a round trip and <see cref="AcknowledgeEvery"/>; 500 for very short ones.
    /// </summary>
    public int Prefetch { get; set; } = 100;

    /// <summary>Which messages may be handled side by side. The default is all of them; <see cref="RabbitMqOrder"/> has others.</summary>
    public MessageOrder<RabbitMqDelivery> Order { get; set; } = MessageOrder.Unordered<RabbitMqDelivery>();

    /// <summary>
    /// How many messages are acknowledged together, half of <see cref="Prefetch"/> at most. The default, null, is a quarter of
    /// <see cref="Prefetch"/>, 100 at most.
    /// </summary>
    public int? AcknowledgeEvery { get; set; }

    /// <summary>
    /// How long a handled message waits for others to be acknowledged with. The default is 100 ms. One behind a message that is
    /// still being handled waits longer: until that has ended, or until such messages fill half of <see cref="Prefetch"/>.
    /// </summary>
    public TimeSpan AcknowledgeAfter { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How often a failed message is tried before it is dead-lettered. Metadata, logger and clock are the consumer's.
    /// </summary>
    public RetryOptions<RabbitMqDelivery> Retry { get; set; } = new();

    /// <summary>
    /// The queue to which a message is published when its attempts are used up, with the headers of
    /// <see cref="DeadLetter{TMessage}.Headers"/>, before it is acknowledged; the broker must confirm it. If null, which is the
    /// default, the message is rejected without requeue: the broker sends it to the queue's dead-letter exchange, and
    /// DISCARDS it if the queue has none.
    /// </summary>
    public string? ParkingQueue { get; set; }

    /// <summary>
    /// Called with each new channel before it consumes, such as to declare the queue with <see cref="QueueDeclaration"/>: at start, and again after the connection or
    /// the queue was lost. The default is null.
    /// </summary>
    public Func<IChannel, CancellationToken, Task>? Prepare { get; set; }

    /// <summary>The name of the consumer with the broker; the broker makes one up if empty, which is the default.</summary>
    public string ConsumerTag { get; set; } = "";

    /// <summary>Arguments for the broker, such as <c>x-priority</c>. The default is none.</summary>
    public IDictionary<string, object?>? ConsumerArguments { get; set; }

    /// <summary>The pause before a lost subscription is tried again; it doubles with each failure. The default is 200 ms.</summary>
    public TimeSpan FirstRecoveryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest such pause. The default is 30 seconds.</summary>
    public TimeSpan MaxRecoveryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a stop waits for the messages in the consumer before it cancels their handlers. The default is 20 seconds: with
    /// <see cref="CancelTimeout"/> it is below the 30 seconds that a .NET host gives its services.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a stop then waits for cancelled handlers before it leaves them behind, unsettled. The default is 5 seconds.</summary>
    public TimeSpan CancelTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Measures and traces: durations, dead letters, the messages held, and how many wait in the queue, which the broker is asked
    /// every 15 seconds. The default is null; a hosted consumer makes one of its own then.
    /// </summary>
    public ConsumerMetrics? Metrics { get; set; }

    /// <summary>Where failures are logged. The default is nowhere.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>Measures time. The default is the system's clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal int AcknowledgeEveryOrDefault => AcknowledgeEvery ?? Math.Clamp(Prefetch / 4, 1, MostAcknowledged);

    /// <summary>Says what is wrong with the options and how to mend it.</summary>
    /// <exception cref="ArgumentException">An option has a value that cannot work.</exception>
    internal void Validate()
    {
        if (Concurrency < 1)
            throw Check.Wrong(Concurrency, "give it the number of handlers that may run at the same time, 1 or more");
        if (Prefetch < Concurrency || Prefetch > ushort.MaxValue)
            throw Check.Wrong(Prefetch, $"it counts the messages being handled too, so give it at least Concurrency ({Concurrency}), and at most {ushort.MaxValue}");
        if (AcknowledgeEvery is { } every && (every < 1 || every > Math.Max(1, Prefetch / 2)))
            throw Check.Wrong(AcknowledgeEvery, $"give it 1 to half of Prefetch ({Math.Max(1, Prefetch / 2)}), so that the broker has messages to deliver meanwhile; or null");
        if (AcknowledgeAfter <= TimeSpan.Zero || AcknowledgeAfter > TimeSpan.FromMinutes(10))
            throw Check.Wrong(AcknowledgeAfter, "give it a time above zero, 10 minutes at most; to acknowledge each message at once set AcknowledgeEvery to 1");
        if (ParkingQueue is not null && string.IsNullOrWhiteSpace(ParkingQueue))
            throw Check.Wrong(ParkingQueue, "give it the name of a queue, or null to reject to the dead-letter exchange");
        if (FirstRecoveryDelay <= TimeSpan.Zero)
            throw Check.Wrong(FirstRecoveryDelay, "give it a time above zero: without a pause a broker that comes back is flooded");
        if (MaxRecoveryDelay < FirstRecoveryDelay || MaxRecoveryDelay > TimeSpan.FromDays(1))
            throw Check.Wrong(MaxRecoveryDelay, $"give it FirstRecoveryDelay ({FirstRecoveryDelay}) to a day");
        Check.TimeToWait(DrainTimeout);
        Check.TimeToWait(CancelTimeout);
        Check.NotNull(Order);
        Check.NotNull(Retry);
        Check.NotNull(ConsumerTag);
        Check.NotNull(Logger);
        Check.NotNull(TimeProvider);
    }
}
