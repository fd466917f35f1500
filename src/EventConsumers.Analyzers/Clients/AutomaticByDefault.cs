namespace EventConsumers.Analyzers.Clients;

/// <summary>An option, on by default, with which the client settles a message once it was handed over.</summary>
/// <param name="Option">The option's name.</param>
internal sealed record AutomaticByDefault(string Option)
{
    /// <summary>Names of the types that handlers are given for which it holds; for a poll loop, that it receives is enough.</summary>
    public string[] Arguments { get; init; } = [];
}
