using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>What code does with a message whose processing has failed.</summary>
internal static class FailedMessage
{
    /// <summary>The call is given the message and may store it, send it elsewhere or refuse it.</summary>
    public static bool IsHandedOn(IInvocationOperation invocation, MessageTaint taint, BodyFacts facts)
    {
        if (facts.CallAt(invocation) is { } call)
            return call.EndsMessage && !call.Settles || call.Verb is Verb.Hold or Verb.Pause || call.Verb is Verb.Send or Verb.SendMany && taint.Reaches(invocation);

        if (!taint.Reaches(invocation))
            return false;

        var method = invocation.TargetMethod;
        return Effects.Of(method) switch
        {
            Effect.Work => facts.Compilation.Summaries.Works(method, facts.CancellationToken)
                || facts.Compilation.Summaries.Rejects(method, facts.CancellationToken),
            Effect.None => Keeps(method),
            _ => false,
        };
    }

    /// <summary>The method puts what it is given where later code finds it.</summary>
    public static bool Keeps(IMethodSymbol method) =>
        method.Name is "Add" or "TryAdd" or "Enqueue" or "Push" or "Post" or "Write" or "TryWrite" or "WriteAsync"
            or "TrySetResult" or "SetResult" or "TrySetException" or "SetException";

    /// <summary>The call throws, by its name or in its body.</summary>
    public static bool Throws(IInvocationOperation invocation, BodyFacts facts) =>
        invocation.TargetMethod.Name.IndexOf("Throw", StringComparison.Ordinal) >= 0
        || Effects.Of(invocation.TargetMethod) == Effect.Work
        && facts.Compilation.Summaries.Reachable(invocation.TargetMethod, facts.CancellationToken).Any(reached => reached.Summary.Body.Descendants().Any(part => part is IThrowOperation));
}
