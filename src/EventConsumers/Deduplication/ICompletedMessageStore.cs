namespace EventConsumers;

/// <summary>
/// Remembers the ids of messages that have been handled: in memory (<see cref="InMemoryCompletedMessages"/>), or in a database or
/// cache that the instances of a consumer share. Consumers that handle the same messages for different purposes need a store
/// each, or ids with their name in front; otherwise one skips what only the other has done.
/// </summary>
/// <remarks>
/// Exactly-once needs more: the mark must be written in one transaction with what the handler does. A store apart from that
/// narrows the window in which a crash leads to a second handling, and does not close it.
/// </remarks>
public interface ICompletedMessageStore
{
    /// <summary>Whether a message has been handled.</summary>
    /// <param name="id">The message's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<bool> IsCompletedAsync(string id, CancellationToken cancellationToken);

    /// <summary>Takes note that a message has been handled.</summary>
    /// <param name="id">The message's id.</param>
    /// <param name="keepFor">How long to remember it at least; afterwards it may be forgotten.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask MarkCompletedAsync(string id, TimeSpan keepFor, CancellationToken cancellationToken);
}
