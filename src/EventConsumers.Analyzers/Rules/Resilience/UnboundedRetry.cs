using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>EVC3001: retry without a bound.</summary>
internal sealed class UnboundedRetry : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC3001",
        "Retry without a bound",
        "'{0}' retries the message without end; one poison message blocks the consumer",
        "A retry loop or policy without a bound never gives a poison message up.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
    }
}
