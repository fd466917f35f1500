namespace EventConsumers;

/// <summary>
/// A message's body cannot be read. No further attempt can mend that: choose <see cref="FailureChoice.DeadLetter"/> for it.
/// </summary>
public sealed class MalformedMessageException : Exception
{
    /// <summary>Makes an exception.</summary>
    public MalformedMessageException()
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    /// <param name="message">What is wrong with the body.</param>
    public MalformedMessageException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    /// <param name="message">What is wrong with the body.</param>
    /// <param name="innerException">What the serializer threw.</param>
    public MalformedMessageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
