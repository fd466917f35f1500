using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>Where a retry loop waits before its next attempt.</summary>
internal static class AttemptPause
{
    private static readonly string[] Waiting = ["Delay", "Sleep", "Wait", "Backoff", "Pause", "Throttle", "Tick", "Spin", "Yield", "Cooldown"];

    /// <summary>The loop waits, or may: it calls something whose name or code says so.</summary>
    public static bool IsPossible(RetryLoop retry, BodyFacts facts)
    {
        foreach (var invocation in retry.Loop.Descendants().OfType<IInvocationOperation>())
        {
            if (IsPause(invocation, facts))
                return true;

            if (!invocation.IsWithin(retry.Work)
                && facts.Compilation.Summaries.Reachable(invocation.TargetMethod, facts.CancellationToken)
                    .Any(reached => reached.Summary.Body.Descendants().Any(part => part is IInvocationOperation inner && IsPause(inner, facts))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The delays of the loop's own that run between a failure and the next attempt.</summary>
    public static IEnumerable<IInvocationOperation> Of(RetryLoop retry) => retry.StatementsAfterFailure
        .SelectMany(statement => statement.InSameFunction())
        .OfType<IInvocationOperation>()
        .Where(call => call.TargetMethod.Is("System.Threading.Tasks", "Task", "Delay") || call.TargetMethod.Is("System.Threading", "Thread", "Sleep"));

    // A flush takes until the broker has what was sent before.
    private static bool IsPause(IInvocationOperation call, BodyFacts facts) =>
        IsNamed(call.TargetMethod) || facts.Compilation.Catalog.MeaningOf(call.TargetMethod)?.Verb == Verb.Flush;

    private static bool IsNamed(IMethodSymbol method) => Array.Exists(Waiting, word => method.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
