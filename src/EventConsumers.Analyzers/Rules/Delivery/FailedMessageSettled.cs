using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1004: failed message settled.</summary>
internal sealed class FailedMessageSettled : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1004",
        "Failed message settled",
        "'{0}' settles the message although '{1}' may have failed; the message is lost",
        "A settle call that is reached after a failure tells the broker that the message is done.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var site in facts.Settles)
        {
            if (FailureSettle.Of(site, facts) is { } failure && EarlySettle.WorkAfter(site, facts).Count == 0)
                report.Report(this, site.Operation.Syntax.GetLocation(), [failure.Work.Syntax.GetLocation()], null, site.Name, failure.Work.CalledName());
        }
    }
}
