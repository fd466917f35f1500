namespace EventConsumers.Analyzers.Clients;

/// <summary>How code written by a fix settles several messages in one call, in place of a member that settles one.</summary>
/// <param name="Single">The member that settles one message: <c>DeleteMessageAsync</c>.</param>
/// <param name="Member">The member that takes its place and settles what was collected: <c>DeleteMessageBatchAsync</c>.</param>
/// <param name="Entry">The full name of the type of what is collected, one for each message.</param>
internal sealed record BatchSettlementIdiom(string Single, string Member, string Entry)
{
    /// <summary>The property of the message that tells its entry from others; null where an entry is just the tag.</summary>
    public string? EntryId { get; init; }

    /// <summary>What was collected is given to the call as an array.</summary>
    public bool IsArray { get; init; }

    /// <summary>The call takes no more entries than one receive brings, so messages of several receives cannot be joined.</summary>
    public bool IsLimited { get; init; }

    /// <summary>The property of the response that holds what could not be settled; null where the call settles all or throws.</summary>
    public string? Failed { get; init; }
}
