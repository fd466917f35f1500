using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>EVC3001: retry without a bound.</summary>
internal sealed class UnboundedRetry : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC3001",
        "Retry without a bound",
        "'{0}' tries the message again without end; one that always fails {1}",
        "A retry loop or policy without a bound never gives a poison message up.");

    private const string HoldsUp = "holds up all that come after it";
    private const string ComesRound = "comes round for ever";

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var retry in HeldMessageRetries.In(facts, RetryLoop.Unbounded))
            report.Report(this, retry.Location, retry.Name, HoldsUp);

        foreach (var (call, loop) in HeldMessageRetries.Behind(facts, RetryLoop.Unbounded))
            ReportBehind(call, loop, report);

        foreach (var setting in facts.Retries)
        {
            if (setting is { IsEndless: true, IsForSomeFailures: false })
                report.Report(this, setting.Location, setting.ForFix.Places, setting.ForFix.Properties, setting.Name, setting.ComesRound ? ComesRound : HoldsUp);
        }
    }

    // The loop is shown where it stands, but a finding stays in the file that is analysed.
    private void ReportBehind(IInvocationOperation invocation, RetryLoop loop, Reporter report)
    {
        if (loop.Location.SourceTree == invocation.Syntax.SyntaxTree)
            report.Report(this, loop.Location, loop.Name, HoldsUp);
        else
            report.Report(this, CallName.LocationOf(invocation.Syntax), invocation.TargetMethod.Name, HoldsUp);
    }
}
