using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventConsumers;

/// <summary>How a <see cref="Deduplicator{TMessage}"/> works.</summary>
public sealed class DeduplicatorOptions
{
    private static readonly OptionCheck Check = new(nameof(DeduplicatorOptions));

    /// <summary>
    /// How long a handled message is remembered. The default is 10 minutes, twice the windows after which brokers commonly deliver
    /// again what they think lost: 5 minutes without a poll in Kafka, 30 seconds of visibility and 5 minutes of FIFO deduplication
    /// in SQS, at once after a lost connection in RabbitMQ. Give it more where a message may wait longer for its copy: RabbitMQ's
    /// delivery timeout is 30 minutes, and producers that repeat a batch may do so much later.
    /// </summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Counts skipped messages; null counts them only in <see cref="Deduplicator{TMessage}.Skipped"/>.</summary>
    public ConsumerMetrics? Metrics { get; set; }

    /// <summary>Where failures of the store are logged. The default is nowhere.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    internal void Validate()
    {
        if (KeepFor <= TimeSpan.Zero)
            throw Check.Wrong(KeepFor, "give it the time within which the broker may deliver a message again");
        Check.NotNull(Logger);
    }
}
