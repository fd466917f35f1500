namespace EventConsumers.Analyzers.Clients;

/// <summary>How code written by a fix leaves settling to the client's own background, in place of a member that settles at once.</summary>
/// <param name="Single">The member that settles at once: <c>Commit</c>.</param>
/// <param name="Member">The member that only notes that the message is done: <c>StoreOffset</c>.</param>
/// <param name="Configuration">The full name of the configuration type that must ask for it.</param>
internal sealed record BackgroundSettlementIdiom(string Single, string Member, string Configuration)
{
    /// <summary>Settings that must be on; on by default.</summary>
    public string[] On { get; init; } = [];

    /// <summary>Settings that must be off; on by default.</summary>
    public string[] Off { get; init; } = [];
}
