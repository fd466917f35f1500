using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>EVC3005: retry limit out of range.</summary>
internal sealed class RetryLimitOutOfRange : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC3005",
        "Retry limit out of range",
        "'{0}' has a message that always fails tried {1} times before it is given up; more than {2} rarely help it and cost the others",
        "What has failed ten times will fail an eleventh time. Dead-letter it early, where somebody sees it and can send it again.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (facts.Retries.Count == 0 || IsTransport(facts))
            return;

        foreach (var setting in facts.Retries)
        {
            // EVC3001 says of the others that they have no end.
            if (setting is not { IsEndless: false, Count: { } count, Location.SourceTree: { } tree })
                continue;

            var most = facts.Compilation.Options.MaxDeliveryAttempts(tree);
            if (count > most)
                report.Report(this, setting.Location, setting.ForFix.Places, setting.ForFix.Properties, setting.Name, count, most);
        }
    }
    // A framework that counts attempts itself puts the broker's limit out of its way, in the class by which it reaches the broker.
    private static bool IsTransport(BodyFacts facts)
    {
        for (var type = facts.Owner.ContainingType; type is not null; type = type.BaseType)
        {
            if (type.Interfaces.Append(type).Any(contract => contract.DeclaringSyntaxReferences.IsEmpty && contract.Name.IndexOf("Transport", StringComparison.Ordinal) >= 0 && contract.RootNamespace() != "System"))
                return true;
        }

        return false;
    }
}
