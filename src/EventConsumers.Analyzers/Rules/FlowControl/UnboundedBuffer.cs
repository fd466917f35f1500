using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.FlowControl;

/// <summary>EVC4001: unbounded buffer between broker and work.</summary>
internal sealed class UnboundedBuffer : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC4001",
        "Unbounded buffer between broker and work",
        "'{0}' has no bound and is filled by {1}; when the work is slower than the broker, memory grows until the process ends",
        "A buffer without a bound takes messages as fast as the broker sends them.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
    }
}
