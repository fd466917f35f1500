using System.Diagnostics;

namespace EventConsumers;

/// <summary>
/// What logs, traces and deduplication need to know of a message, read from the client's type. The adapters have one for
/// each broker.
/// </summary>
/// <typeparam name="TMessage">The client's type of a message.</typeparam>
public class MessageMetadata<TMessage>
{
    /// <summary>The id that the producer gave the message, the same in each copy of it; null if it has none.</summary>
    /// <param name="message">The message.</param>
    public virtual string? IdOf(TMessage message) => null;

    /// <summary>Where the message stands with the broker, to be found again: topic, partition and offset; queue and delivery tag.</summary>
    /// <param name="message">The message.</param>
    public virtual string PositionOf(TMessage message) => message?.ToString() ?? "";

    /// <summary>The trace context that the producer sent along; default if it sent none.</summary>
    /// <param name="message">The message.</param>
    public virtual ActivityContext TraceContextOf(TMessage message) => default;

    // For logs and traces, which do not decide over a message: one that cannot be named is handled, or fails, like any other.
    internal string? IdOrNone(TMessage message)
    {
        try
        {
            return IdOf(message);
        }
        catch (Exception)
        {
            return null;
        }
    }

    internal string PositionOrNone(TMessage message)
    {
        try
        {
            return PositionOf(message);
        }
        catch (Exception exception)
        {
            return $"a position that cannot be read ({exception.GetType().Name})";
        }
    }

    internal ActivityContext TraceContextOrNone(TMessage message)
    {
        try
        {
            return TraceContextOf(message);
        }
        catch (Exception)
        {
            return default;
        }
    }
}
