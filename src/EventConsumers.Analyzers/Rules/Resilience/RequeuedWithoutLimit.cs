using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>EVC3002: failed message requeued without a limit.</summary>
internal sealed class RequeuedWithoutLimit : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC3002",
        "Failed message requeued without a limit",
        "'{0}' puts the failed message straight back into its queue; a poison message comes round for ever",
        "A failed message that is requeued without a look at its delivery count is delivered again at once, and again.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
    }
}
