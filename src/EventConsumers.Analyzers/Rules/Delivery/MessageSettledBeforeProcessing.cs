using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1001: message settled before it is processed.</summary>
internal sealed class MessageSettledBeforeProcessing : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1001",
        "Message settled before it is processed",
        "'{0}' settles the message {1}",
        "A message that is acknowledged, deleted or committed before its processing has finished is gone when the process stops in between.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var site in facts.Settles)
        {
            if (EarlySettle.WorkAfter(site, facts) is { Count: > 0 } work)
                Report(site, work[0], $"before '{work[0].CalledName()}' has processed it; a crash in between loses the message", report);
        }

        foreach (var (site, write, queue) in QueuedMessage.SettledIn(facts))
            Report(site, write, $"while it waits in '{queue}'; a crash loses what is queued", report);
    }

    private void Report(SettleSite site, IOperation other, string when, Reporter report) =>
        report.Report(this, site.Operation.Syntax.GetLocation(), [other.Syntax.GetLocation()], null, site.Name, when);
}
