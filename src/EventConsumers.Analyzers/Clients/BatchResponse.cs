using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Clients;

/// <summary>How the handler of a batch tells its framework which of the messages failed.</summary>
/// <param name="Type">What the handler returns.</param>
/// <param name="Failures">The property of it that collects the failures.</param>
/// <param name="Identifier">The property of a failure that says which message it is about.</param>
/// <param name="Message">The type of a message of the batch.</param>
/// <param name="Id">The property of a message that the identifier must be set to.</param>
internal sealed record BatchResponse(
    INamedTypeSymbol Type, IPropertySymbol Failures, IPropertySymbol Identifier, INamedTypeSymbol Message, IPropertySymbol Id)
{
    /// <summary>What must be set up outside the code for the response to count, as a comment puts it.</summary>
    public string? Setup { get; init; }
}
