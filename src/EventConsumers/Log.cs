using Microsoft.Extensions.Logging;

namespace EventConsumers;

/// <summary>What the library logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The handler failed for message {MessageId} at {Position}; the message stays unsettled.")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string? messageId, string position);

    [LoggerMessage(2, LogLevel.Error, "Message {MessageId} at {Position} was handled but could not be settled; the broker will deliver it again.")]
    public static partial void NotSettled(ILogger logger, Exception exception, string? messageId, string position);

    [LoggerMessage(3, LogLevel.Warning, "Message {MessageId} at {Position} could not be released; the broker will deliver it again when its lock or channel ends.")]
    public static partial void NotReleased(ILogger logger, Exception exception, string? messageId, string position);

    [LoggerMessage(4, LogLevel.Error, "Handled messages could not be settled for now; unless a later call settles them, the broker will deliver them again.")]
    public static partial void NotFlushed(ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "{Count} messages were still being handled when the time for stopping had run out; they stay unsettled.")]
    public static partial void LeftBehind(ILogger logger, int count);

    [LoggerMessage(6, LogLevel.Warning, "{Count} messages were not settled by attempt {Attempt}; they are tried again.")]
    public static partial void BatchTriedAgain(ILogger logger, Exception? exception, int count, int attempt);

    [LoggerMessage(7, LogLevel.Error, "{Count} handled messages could not be settled in {Attempts} attempts; the broker will deliver them again.")]
    public static partial void BatchNotSettled(ILogger logger, int count, int attempts);

    [LoggerMessage(8, LogLevel.Error, "Message {MessageId} at {Position} was dead-lettered: {Reason}.")]
    public static partial void DeadLettered(ILogger logger, Exception exception, string? messageId, string position, string reason);

    [LoggerMessage(9, LogLevel.Error, "Message {MessageId} at {Position} could not be dead-lettered (attempt {Attempt}); it stays unsettled, and that is tried again in {Delay}.")]
    public static partial void NotDeadLettered(ILogger logger, Exception? exception, string? messageId, string position, int attempt, TimeSpan delay);

    [LoggerMessage(10, LogLevel.Error, "Code that is called when the pump stops or cancels its handlers has thrown; the stop goes on.")]
    public static partial void NotTold(ILogger logger, Exception exception);

    [LoggerMessage(20, LogLevel.Warning, "Whether message {MessageId} was handled before could not be looked up; it is handled, perhaps again.")]
    public static partial void NotLookedUp(ILogger logger, Exception exception, string messageId);

    [LoggerMessage(21, LogLevel.Warning, "Message {MessageId} was handled and could not be marked; if it is delivered again, it is handled again.")]
    public static partial void NotMarked(ILogger logger, Exception exception, string messageId);

    [LoggerMessage(22, LogLevel.Warning, "The depth could not be measured; the gate stays {State}. Further failures are not logged until a measurement succeeds.")]
    public static partial void DepthNotMeasured(ILogger logger, Exception exception, string state);

    [LoggerMessage(23, LogLevel.Information, "The depth is {Depth} and has reached {HighWaterMark}: producers wait.")]
    public static partial void GateClosed(ILogger logger, long depth, long highWaterMark);

    [LoggerMessage(24, LogLevel.Information, "The depth is {Depth} and has fallen to {LowWaterMark}: producers go on.")]
    public static partial void GateOpened(ILogger logger, long depth, long lowWaterMark);
}
