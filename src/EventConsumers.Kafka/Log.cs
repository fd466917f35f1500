using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace EventConsumers.Kafka;

/// <summary>What the consumer logs.</summary>
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "Assigned: {Partitions}.")]
    public static partial void Assigned(ILogger logger, string partitions);

    [LoggerMessage(102, LogLevel.Information, "Revoked: {Partitions}; their messages in work are drained first.")]
    public static partial void Revoked(ILogger logger, string partitions);

    [LoggerMessage(103, LogLevel.Warning, "Lost: {Partitions}; others may handle their messages already, so nothing of them is committed any more.")]
    public static partial void Lost(ILogger logger, string partitions);

    [LoggerMessage(104, LogLevel.Warning, "{Partition} was taken away with {Count} messages unfinished; whoever gets it handles them again.")]
    public static partial void LeftUnfinished(ILogger logger, string partition, int count);

    [LoggerMessage(105, LogLevel.Warning, "The handler failed for the message at {Position}, whose partition has been taken away meanwhile; whoever has it now handles the message again.")]
    public static partial void FailedAfterRevocation(ILogger logger, Exception exception, string position);

    [LoggerMessage(106, LogLevel.Warning, "The offset of {Partition} could not be stored for now.")]
    public static partial void NotStored(ILogger logger, Exception exception, string partition);

    [LoggerMessage(107, LogLevel.Error, "Offsets could not be committed as partitions went; whoever has them now handles messages again.")]
    public static partial void NotCommitted(ILogger logger, Exception exception);

    [LoggerMessage(108, LogLevel.Warning, "{Partition} waits: {Window} messages have been received since its oldest unfinished one, at offset {Offset}.")]
    public static partial void WindowFull(ILogger logger, string partition, int window, long offset);

    [LoggerMessage(109, LogLevel.Warning, "Partitions could not be paused or resumed for now.")]
    public static partial void NotPausedOrResumed(ILogger logger, Exception exception);

    [LoggerMessage(110, LogLevel.Warning, "The client reports an error that it recovers from by itself: {Code}: {Reason}")]
    public static partial void ClientError(ILogger logger, ErrorCode code, string reason);

    [LoggerMessage(111, LogLevel.Error, "The consumer stops because of an error of the client.")]
    public static partial void Stops(ILogger logger, Exception exception);

    [LoggerMessage(112, LogLevel.Error, "The consumer could not leave its group in order; the broker will notice after the session timeout.")]
    public static partial void NotClosed(ILogger logger, Exception exception);
}
