using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Clients;

/// <summary>An option property of a client that decides whether messages are settled before they are handed over.</summary>
/// <param name="Automatic">The value that settles them.</param>
/// <param name="Manual">The value that leaves settling to whoever handles the message.</param>
internal sealed record SettlementOption(IFieldSymbol Automatic, IFieldSymbol Manual)
{
    /// <summary>A property of the same options that, unless it is false, has the client settle when the handler has returned.</summary>
    public string? SettlesAfterwards { get; init; }
}
