namespace EventConsumers.Analyzers.Clients;

/// <summary>How a member of a group reads what nobody got yet, and how it takes over what another member got and never settled.</summary>
/// <param name="Position">The parameter of the receive call that says where to read from; by default, what nobody got yet.</param>
/// <param name="New">The position of what nobody got yet.</param>
/// <param name="Group">The parameter that names the group.</param>
internal sealed record PendingIdiom(string Position, string New, string Group)
{
    /// <summary>The parameter that has a receive call take over old messages too.</summary>
    public string? Claim { get; init; }

    /// <summary>Members that take over, or list, what is pending.</summary>
    public string[] ClaimedBy { get; init; } = [];
}
