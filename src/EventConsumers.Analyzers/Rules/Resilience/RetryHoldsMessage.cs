using System.Globalization;
using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>EVC3007: retry holds the message.</summary>
internal sealed class RetryHoldsMessage : BodyRule
{
    private static readonly TimeSpan TooLong = TimeSpan.FromMinutes(1);

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC3007",
        "Retry holds the message",
        "'{0}' waits up to {1} in the process before it tries the message again, and holds the message and its place meanwhile",
        "A message that is to be tried again after minutes goes back to the broker with a delay; locks and poll intervals are not made for such waits.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var setting in facts.Retries)
        {
            if (setting is { IsEndless: false, ComesRound: false }
                && RetryWaits.Longest(setting, facts.Compilation.Catalog) is { } longest && longest >= TooLong)
            {
                report.Report(this, setting.Location, setting.Name, InWords(longest));
            }
        }

        foreach (var retry in HeldMessageRetries.In(facts, RetryLoop.Bounded))
            ReportDelays(retry, report);

        foreach (var (call, loop) in HeldMessageRetries.Behind(facts, RetryLoop.Bounded))
        {
            if (loop.Location.SourceTree == call.Syntax.SyntaxTree)
                ReportDelays(loop, report);
        }
    }

    private void ReportDelays(RetryLoop retry, Reporter report)
    {
        foreach (var pause in AttemptPause.Of(retry))
        {
            if (Duration.Of(pause.Arguments[0].Value) is { } time && time >= TooLong)
                report.Report(this, pause.Syntax.GetLocation(), $"{pause.TargetMethod.ContainingType.Name}.{pause.TargetMethod.Name}", InWords(time));
        }
    }

    private static string InWords(TimeSpan time) => time switch
    {
        { TotalSeconds: < 120 } => Count(time.TotalSeconds, "second"),
        { TotalMinutes: < 120 } => Count(time.TotalMinutes, "minute"),
        _ => Count(time.TotalHours, "hour"),
    };

    private static string Count(double number, string unit) => string.Format(CultureInfo.InvariantCulture, "{0:0.#} {1}s", number, unit);
}
