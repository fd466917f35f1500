namespace EventConsumers.Analyzers.Clients;

/// <summary>How a log of messages, from which nothing is removed by reading it, is kept from growing.</summary>
/// <param name="Parameter">The parameter of the send call that limits the length.</param>
/// <param name="Approximate">The parameter that lets the broker remove in whole blocks, which is cheaper.</param>
internal sealed record LogLimitIdiom(string Parameter, string Approximate)
{
    /// <summary>Members that remove messages from a log, or a log as a whole.</summary>
    public string[] RemovedBy { get; init; } = [];
}
