using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>EVC3009: poison message skipped.</summary>
internal sealed class PoisonMessageSkipped : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC3009",
        "Poison message skipped",
        "A message that '{0}' cannot read is skipped here: it is in no dead-letter queue, where somebody could look at it and send it again",
        "A message that cannot be read is often the first sign of a faulty producer. Once its position is passed, only a line in a log is left of it.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (facts.Tries.Count == 0 || facts.Handlers.Count == 0)
            return;

        foreach (var message in UnreadableMessage.SkippedIn(facts))
            report.Report(this, CatchAll.HeadOf(message.Clause), message.Reading.TargetMethod.Name);
    }
}
