using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>EVC3006: retry without back-off.</summary>
internal sealed class RetryWithoutBackoff : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC3006",
        "Retry without back-off",
        "'{0}' tries the message again at once: what has just failed fails again, and what it depends on gets no rest",
        "Attempts that follow each other without a delay are over before a passing failure has passed.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var setting in facts.Retries)
        {
            if (setting is { IsEndless: false, ComesRound: false, Count: null or > 1 }
                && RetryWaits.AreNone(setting, facts.Compilation.Catalog)
                && !RetryReason.IsConcurrency(setting.Definition!)
                && !ComesRoundLater(setting, facts))
            {
                report.Report(this, setting.Location, setting.Name);
            }
        }

        foreach (var retry in HeldMessageRetries.In(facts, RetryLoop.Bounded))
        {
            if (IsAtOnce(retry, facts))
                report.Report(this, retry.Location, retry.Name);
        }

        foreach (var (call, loop) in HeldMessageRetries.Behind(facts, RetryLoop.Bounded))
        {
            if (loop.Location.SourceTree == call.Syntax.SyntaxTree && IsAtOnce(loop, facts))
                report.Report(this, loop.Location, loop.Name);
        }
    }

    private static bool IsAtOnce(RetryLoop retry, BodyFacts facts) => !RetryReason.IsConcurrency(retry.Clause) && !AttemptPause.IsPossible(retry, facts);

    // A few attempts at once, and then the message comes back after a while: the delay is there.
    private static bool ComesRoundLater(RetrySetting setting, BodyFacts facts) =>
        setting.Definition is IInvocationOperation call
        && facts.Compilation.Catalog.MeaningOf(call.TargetMethod) is { } meaning
        && (meaning.GivenToRequeue.Any(place => facts.Compilation.Mentions(place, facts.CancellationToken))
            || meaning.FollowedBy is { } next && call.Parent is IPropertyReferenceOperation { Property.Name: var name } && name == next);
}
