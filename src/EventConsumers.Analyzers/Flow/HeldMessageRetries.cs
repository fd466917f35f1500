using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>Retry loops that hold a message while they go round: in handlers, in the helpers that they call, and round a send.</summary>
internal static class HeldMessageRetries
{
    /// <summary>The loops of a body that try work on a message again.</summary>
    /// <param name="facts">The body.</param>
    /// <param name="kind">What recognises the loops: <see cref="RetryLoop.Unbounded"/> or <see cref="RetryLoop.Bounded"/>.</param>
    public static IEnumerable<RetryLoop> In(BodyFacts facts, Func<ILoopOperation, RetryLoop?> kind)
    {
        foreach (var loop in facts.Loops)
        {
            if (kind(loop) is { } retry && !Receives(loop, facts) && Holds(retry, facts))
                yield return retry;
        }
    }

    /// <summary>The loops that handlers of a body run into through their helpers, and the calls that lead there.</summary>
    public static IEnumerable<(IInvocationOperation Call, RetryLoop Loop)> Behind(BodyFacts facts, Func<ILoopOperation, RetryLoop?> kind)
    {
        foreach (var handler in facts.Handlers)
        {
            foreach (var invocation in facts.InvocationsIn(handler.Body))
            {
                if (handler.Taint.Reaches(invocation) && Behind(invocation, handler.Taint, facts, kind) is { } loop)
                    yield return (invocation, loop);
            }
        }
    }

    /// <summary>The loop that tries a helper's work on the message that it is given, up to three calls deep; null if there is none.</summary>
    private static RetryLoop? Behind(IInvocationOperation invocation, MessageTaint taint, BodyFacts facts, Func<ILoopOperation, RetryLoop?> kind) =>
        Behind(invocation, taint, facts, kind, MethodSummaries.Depth);

    private static RetryLoop? Behind(IInvocationOperation invocation, MessageTaint taint, BodyFacts facts, Func<ILoopOperation, RetryLoop?> kind, int depth)
    {
        if (depth == 0 || !facts.Compilation.Summaries.Retries(invocation.TargetMethod, facts.CancellationToken))
            return null;

        var given = GivenMessage(invocation, taint);
        if (given.Count == 0 || facts.Of(invocation.TargetMethod) is not { } helper)
            return null;

        var inner = MessageTaint.From(helper, given, []);
        foreach (var loop in helper.Loops)
        {
            if (kind(loop) is { } retry
                && !Receives(loop, helper)
                && !helper.Handlers.Any(handler => handler.Contains(loop))
                && MessageWork.In(retry.Work, inner, helper).Any())
            {
                return retry;
            }
        }

        return helper.Invocations.Select(call => Behind(call, inner, helper, kind, depth - 1)).FirstOrDefault(found => found is not null);
    }

    private static List<ISymbol> GivenMessage(IInvocationOperation invocation, MessageTaint taint)
    {
        var method = (invocation.TargetMethod.ReducedFrom ?? invocation.TargetMethod).OriginalDefinition;
        var given = new List<ISymbol>();
        foreach (var argument in invocation.Arguments)
        {
            if (taint.Covers(argument.Value) && method.Parameters.FirstOrDefault(parameter => parameter.Name == argument.Parameter?.Name) is { } parameter)
                given.Add(parameter);
        }

        if (invocation.TargetMethod.ReducedFrom is not null && taint.Covers(invocation.Instance))
            given.Add(method.Parameters[0]);
        return given;
    }

    private static bool Holds(RetryLoop retry, BodyFacts facts)
    {
        var handlers = facts.Handlers.Where(handler => handler.Contains(retry.Loop)).ToList();
        return handlers.Count > 0
            ? handlers.Any(handler => MessageWork.In(retry.Work, handler.Taint, facts).Any() || Completes(retry, handler.Taint, facts))
            : SendsWhatItIsGiven(retry, facts);
    }

    // orders.Add(order); … orders.SaveChanges(): what the message was put into is saved without it.
    private static bool Completes(RetryLoop retry, MessageTaint taint, BodyFacts facts)
    {
        foreach (var save in facts.Invocations)
        {
            if (save.TargetMethod.Name is "SaveChanges" or "SaveChangesAsync" or "Commit" or "CommitAsync" or "Flush" or "FlushAsync"
                && facts.CallAt(save) is null
                && save.IsWithin(retry.Work)
                && Store(save) is { } store
                && facts.Invocations.Any(other => SymbolEqualityComparer.Default.Equals(Store(other), store) && other.Arguments.Any(argument => taint.Covers(argument.Value))))
            {
                return true;
            }
        }

        return false;
    }

    // The object at the start of the chain: orders in orders.Items.Add(…).
    private static ISymbol? Store(IInvocationOperation invocation)
    {
        var receiver = invocation.Instance?.Unwrapped();
        while (receiver is IMemberReferenceOperation { Instance: { } inner } and not { Instance: IInstanceReferenceOperation })
            receiver = inner.Unwrapped();
        return receiver.ReferencedSymbol();
    }

    // Outside handlers: a send, tried again, of a message that the method was given.
    private static bool SendsWhatItIsGiven(RetryLoop retry, BodyFacts facts)
    {
        var function = retry.Loop.Function().FunctionSymbol() ?? facts.Owner as IMethodSymbol;
        if (function is null or { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor })
            return false;

        var taint = MessageTaint.From(facts, function.Parameters.Where(parameter => !parameter.Type.IsCancellationToken()), []);
        return facts.Calls.Any(call => call.Verb is Verb.Send or Verb.SendMany && call.Operation.IsWithin(retry.Work) && taint.Covers(call.Message));
    }

    // A loop that receives gets another message each time round.
    private static bool Receives(ILoopOperation loop, BodyFacts facts) =>
        facts.Calls.Any(call => call.Verb is Verb.Receive or Verb.ReceiveBatch or Verb.Subscribe && call.Operation.IsWithin(loop));
}
