using Microsoft.Extensions.Logging;

namespace EventConsumers.RabbitMQ;

/// <summary>What the consumer logs.</summary>
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "Consuming queue {Queue} with prefetch {Prefetch} and {Concurrency} handlers at most.")]
    public static partial void Consuming(ILogger logger, string queue, int prefetch, int concurrency);

    [LoggerMessage(102, LogLevel.Warning, "The subscription to queue {Queue} has ended: {Reason}. The broker delivers again what was not settled.")]
    public static partial void SubscriptionEnded(ILogger logger, Exception? exception, string queue, string reason);

    [LoggerMessage(103, LogLevel.Error, "Queue {Queue} cannot be consumed, {Failures} times in a row now; it is tried again in {Delay}.")]
    public static partial void NotSubscribed(ILogger logger, Exception exception, string queue, int failures, TimeSpan delay);

    [LoggerMessage(104, LogLevel.Warning, "The broker did not confirm the end of the consumer of queue {Queue}.")]
    public static partial void NotCancelled(ILogger logger, Exception exception, string queue);

    [LoggerMessage(105, LogLevel.Warning, "The handler failed for the message at {Position}, whose channel has ended meanwhile; the broker delivers the message again.")]
    public static partial void FailedAfterEnd(ILogger logger, Exception exception, string position);
}
