namespace EventConsumers;

/// <summary>A message's handler failed, and the pump has stopped because of it.</summary>
public sealed class MessagePumpException : Exception
{
    /// <summary>Makes an exception.</summary>
    public MessagePumpException()
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    /// <param name="message">What failed.</param>
    public MessagePumpException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="innerException">What the handler threw.</param>
    public MessagePumpException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
