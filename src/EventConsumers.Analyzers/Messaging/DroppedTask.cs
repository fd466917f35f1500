using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A call that starts something whose task nobody waits for.</summary>
/// <param name="Start">The call.</param>
/// <param name="IsInner">The call itself is awaited, but it gives a task of the task that does the work.</param>
internal sealed record DroppedTask(IInvocationOperation Start, bool IsInner)
{
    /// <summary>All such calls in a body, in source order.</summary>
    public static IEnumerable<DroppedTask> In(BodyFacts facts)
    {
        foreach (var invocation in facts.Invocations)
        {
            if (!invocation.Type.IsTask())
                continue;

            if (IsDropped(invocation, facts))
                yield return new DroppedTask(invocation, IsInner: false);
            else if (invocation.Type is INamedTypeSymbol { TypeArguments: { Length: 1 } results } && results[0].IsTask() && IsAwaitedForNothing(invocation))
                yield return new DroppedTask(invocation, IsInner: true);
        }
    }

    /// <summary>The calls that are made by what was started, in source order; the first is the work itself where it is no lambda.</summary>
    public IEnumerable<IInvocationOperation> Calls(BodyFacts facts) => facts.Invocations.Where(invocation => invocation.IsWithin(Start));

    /// <summary>What the call does with a message while nobody waits; null where it does nothing with it, or settles it itself. A send whose result is dropped is EVC1019's.</summary>
    public IInvocationOperation? WorkOn(MessageTaint taint, BodyFacts facts) =>
        facts.CallAt(Start) is { Verb: not Verb.Request } || SettlementMeanwhile.IsLeftTo(this, facts) ? null : MessageWork.In(Start, taint, facts).FirstOrDefault();

    /// <summary>Nobody keeps the task of the call: <c>SaveAsync(m);  _ = SaveAsync(m);  var unused = SaveAsync(m);</c></summary>
    public static bool IsDropped(IInvocationOperation invocation, BodyFacts facts)
    {
        for (IOperation inner = invocation, outer = invocation.Parent!; outer is not null; inner = outer, outer = outer.Parent!)
        {
            switch (outer)
            {
                case IConversionOperation or IParenthesizedOperation:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" }:
                    break;
                case ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } assignment:
                    return assignment.Target.IsDiscard();
                case IExpressionStatementOperation:
                    return true;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                    return facts.ReferencesTo(local).Count == 0;
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool IsAwaitedForNothing(IInvocationOperation invocation)
    {
        var outer = invocation.Parent;
        while (outer is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            outer = outer.Parent;
        return outer is IAwaitOperation { Parent: IExpressionStatementOperation };
    }
}
