using Microsoft.Extensions.Logging;

namespace EventConsumers.Sqs;

/// <summary>What the consumer logs.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Warning, "Message {MessageId} at {Position} could not be kept hidden ({Code}); it may be delivered again while it is handled.")]
    public static partial void NotProlonged(ILogger logger, Exception? exception, string? messageId, string position, string code);

    [LoggerMessage(101, LogLevel.Warning, "{Count} messages could not be kept hidden; that is tried again in a third of the visibility timeout.")]
    public static partial void NoHeartbeat(ILogger logger, Exception exception, int count);

    [LoggerMessage(102, LogLevel.Error, "No messages could be received from {QueueUrl} (attempt {Attempt}); the next attempt is in {Delay}.")]
    public static partial void NotReceived(ILogger logger, Exception? exception, string queueUrl, int attempt, TimeSpan delay);

    [LoggerMessage(103, LogLevel.Warning, "{QueueUrl} has no redrive policy, and there is no DeadLetterQueueUrl: a message that always fails comes again until the queue's retention ends. Set one of them.")]
    public static partial void NoDeadLetters(ILogger logger, string queueUrl);

    [LoggerMessage(104, LogLevel.Debug, "The attributes of {QueueUrl} could not be read; the depth of the queue is not known.")]
    public static partial void NoAttributes(ILogger logger, Exception exception, string queueUrl);
}
