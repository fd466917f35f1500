using System.Globalization;

namespace EventConsumers;

/// <summary>A message that could not be handled, and why.</summary>
/// <typeparam name="TMessage">The client's type of a message.</typeparam>
public sealed class DeadLetter<TMessage>
{
    private const int LongestHeader = 1000;

    internal DeadLetter(TMessage message, string reason, int attempts, Exception exception, DateTimeOffset failedAt, string position) =>
        (Message, Reason, Attempts, Exception, FailedAt, Position) = (message, reason, attempts, exception, failedAt, position);

    /// <summary>The message as the client delivered it: its body and headers are to be sent on unchanged.</summary>
    public TMessage Message { get; }

    /// <summary>Why it is dead-lettered, in a few words: that its attempts are used up, or that its failure cannot be retried.</summary>
    public string Reason { get; }

    /// <summary>How often its handler ran.</summary>
    public int Attempts { get; }

    /// <summary>What the last attempt threw.</summary>
    public Exception Exception { get; }

    /// <summary>When the last attempt failed.</summary>
    public DateTimeOffset FailedAt { get; }

    /// <summary>Where the message stood, as <see cref="MessageMetadata{TMessage}.PositionOf"/> says.</summary>
    public string Position { get; }

    /// <summary>
    /// Headers that tell whoever looks at the dead letter what happened, to be added to the message's own:
    /// <c>dead-letter-reason</c>, <c>dead-letter-attempts</c>, <c>dead-letter-exception</c> (the type),
    /// <c>dead-letter-exception-message</c>, <c>dead-letter-failed-at</c> (ISO 8601, UTC) and <c>dead-letter-position</c>. None is
    /// longer than 1,000 characters: what an exception has to say must not make the dead letter too long for the broker.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers => new Dictionary<string, string>
    {
        ["dead-letter-reason"] = Cut(Reason),
        ["dead-letter-attempts"] = Attempts.ToString(CultureInfo.InvariantCulture),
        ["dead-letter-exception"] = Cut(Exception.GetType().FullName ?? Exception.GetType().Name),
        ["dead-letter-exception-message"] = Cut(Exception.Message),
        ["dead-letter-failed-at"] = FailedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["dead-letter-position"] = Cut(Position),
    };

    // Not between the two halves of a character.
    private static string Cut(string text) =>
        text.Length <= LongestHeader ? text : text[..(char.IsHighSurrogate(text[LongestHeader - 1]) ? LongestHeader - 1 : LongestHeader)];
}
