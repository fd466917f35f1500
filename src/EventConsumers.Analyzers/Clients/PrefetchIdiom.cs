namespace EventConsumers.Analyzers.Clients;

/// <summary>How code written by a fix limits the messages that the broker pushes ahead on a channel.</summary>
/// <param name="Member">The member of the channel: <c>BasicQos</c>.</param>
/// <param name="Arguments">What to call it with.</param>
internal sealed record PrefetchIdiom(string Member, string Arguments)
{
    /// <summary>The member returns a task.</summary>
    public bool IsAsync { get; init; }
}
