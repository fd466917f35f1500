using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Serialization;

/// <summary>EVC6001: reflection-based json on a hot path.</summary>
internal sealed class JsonOnHotPath : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC6001",
        "Reflection-based JSON on a hot path",
        "'{0}' uses reflection for every message; a source-generated JsonTypeInfo spares CPU and allocations",
        "Reflection-based JSON serialisation costs time and allocations for every message.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
    }
}
