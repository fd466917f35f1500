using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>EVC5001: events carried in memory.</summary>
internal sealed class InMemoryEventBus : TypeRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC5001",
        "Events carried in memory",
        "'{0}' carries events inside one process; a second instance does not see them and a restart loses them",
        "An in-process event, queue or bus cannot cross instances.");

    public override bool Concerns(ClientCatalog catalog) => false;

    public override void Analyze(INamedTypeSymbol type, CompilationFacts compilation, Reporter report)
    {
    }
}
