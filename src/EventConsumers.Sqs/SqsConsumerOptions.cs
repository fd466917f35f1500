using Amazon.SQS.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventConsumers.Sqs;

/// <summary>How an <see cref="SqsConsumer"/> works.</summary>
public sealed class SqsConsumerOptions
{
    private static readonly OptionCheck Check = new(nameof(SqsConsumerOptions));

    /// <summary>How many messages one call can receive, delete or change. Source: the quotas of Amazon SQS.</summary>
    internal const int MostPerCall = 10;

    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestVisibility = TimeSpan.FromHours(12);

    /// <summary>The URL of the queue. A queue whose name ends with <c>.fifo</c> is handled in order per message group.</summary>
    public string QueueUrl { get; set; } = "";

    /// <summary>How many handlers run at the same time at most. The default is 10.</summary>
    public int Concurrency { get; set; } = 10;

    /// <summary>How many messages are received and not yet handled at most, those being handled included. The default is 50.</summary>
    public int Capacity { get; set; } = 50;

    /// <summary>How many calls wait for messages at the same time. The default is 1, which receives some hundreds of messages a second.</summary>
    public int Receivers { get; set; } = 1;

    /// <summary>How long a call waits for messages: long polling. The default is 20 seconds, the most that SQS takes; zero asks again and again, and costs.</summary>
    public TimeSpan WaitTime { get; set; } = LongestPoll;

    /// <summary>
    /// For how long a received message is hidden from other consumers. It is prolonged each third of this time while the message
    /// is in this process, so it need not be as long as a handler takes; it is how late a message comes again after a crash.
    /// The default is one minute.
    /// </summary>
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The URL of the queue to which a message is sent after the attempts of <see cref="Retry"/>. If null, which is the default,
    /// a failed message is released after one attempt with a growing delay, and the queue's redrive policy moves it after
    /// <c>maxReceiveCount</c> deliveries.
    /// </summary>
    public string? DeadLetterQueueUrl { get; set; }

    /// <summary>
    /// How often a message is tried before it is sent to <see cref="DeadLetterQueueUrl"/>. The default is 5 times. Logger, metadata
    /// and clock are the consumer's.
    /// </summary>
    public RetryOptions<Message> Retry { get; set; } = new();

    /// <summary>When deletes are sent. The default is 10 at a time, after 100 ms at the latest; a third of <see cref="VisibilityTimeout"/> is the most. Logger and clock are the consumer's.</summary>
    public BatchOptions Delete { get; set; } = new();

    /// <summary>How long a stop waits for the messages in the process before it cancels their handlers. The default is 20 seconds.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a stop then waits for cancelled handlers. The default is 5 seconds.</summary>
    public TimeSpan CancelTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Where duration, counts and messages in flight are measured; nowhere if null, which is the default.</summary>
    public ConsumerMetrics? Metrics { get; set; }

    /// <summary>Where failures are logged. The default is nowhere.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>Measures time. The default is the system's clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal bool IsFifo => QueueUrl.EndsWith(".fifo", StringComparison.Ordinal);

    internal int PerReceive => Math.Min(MostPerCall, Capacity / Receivers);

    internal void Validate()
    {
        if (!Uri.TryCreate(QueueUrl, UriKind.Absolute, out _))
            throw Check.Wrong(QueueUrl, "give it the URL of the queue, as GetQueueUrl returns it");
        if (Concurrency < 1)
            throw Check.Wrong(Concurrency, "give it the number of handlers that may run at the same time, 1 or more");
        if (Capacity < Concurrency)
            throw Check.Wrong(Capacity, $"it counts the messages being handled too, so give it at least Concurrency ({Concurrency})");
        if (Receivers < 1 || Receivers > Capacity)
            throw Check.Wrong(Receivers, $"give it 1 to Capacity ({Capacity})");
        if (WaitTime < TimeSpan.Zero || WaitTime > LongestPoll)
            throw Check.Wrong(WaitTime, "SQS takes zero to 20 seconds");
        if (VisibilityTimeout < TimeSpan.FromSeconds(3) || VisibilityTimeout > LongestVisibility)
            throw Check.Wrong(VisibilityTimeout, "give it 3 seconds to the 12 hours that SQS takes");
        if (DeadLetterQueueUrl is not null && !Uri.TryCreate(DeadLetterQueueUrl, UriKind.Absolute, out _))
            throw Check.Wrong(DeadLetterQueueUrl, "give it the URL of the queue, or null for the redrive policy of the queue");
        if (DeadLetterQueueUrl is not null && IsFifo != DeadLetterQueueUrl.EndsWith(".fifo", StringComparison.Ordinal))
            throw Check.Wrong(DeadLetterQueueUrl, "a FIFO queue has a FIFO queue for its dead letters, a standard queue a standard one");
        Check.TimeToWait(DrainTimeout);
        Check.TimeToWait(CancelTimeout);
        Check.NotNull(Delete);
        if (Delete.MaxSize > MostPerCall)
            throw Check.Wrong(Delete.MaxSize, "SQS deletes 10 messages a call at most");
        if (Delete.MaxDelay > VisibilityTimeout / 3)
            throw Check.Wrong(Delete.MaxDelay, $"a handled message is not kept hidden any longer, so give it a third of VisibilityTimeout ({VisibilityTimeout}) at most");
        Check.NotNull(Retry);
        Check.NotNull(Logger);
        Check.NotNull(TimeProvider);
    }
}
