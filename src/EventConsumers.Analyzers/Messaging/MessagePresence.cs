using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells where a handler holds a message from where it knows that nothing came.</summary>
internal static class MessagePresence
{
    /// <summary>
    /// The handler has, or may well have, received something when the operation runs: it stands after the receive, not on
    /// a branch that an empty receive takes, and not in the catch of a failed one.
    /// </summary>
    public static bool IsInHand(IOperation operation, Handler handler)
    {
        if (handler.Receives.Count > 0 && !handler.Receives.Any(receive => receive.Operation.Syntax.Span.End <= operation.Syntax.SpanStart))
            return false;

        var test = new EmptinessTest(handler);
        if (handler.Loop is IWhileLoopOperation { ConditionIsTop: true, ConditionIsUntil: false, Condition: { } condition }
            && test.MeansEmpty(condition, outcome: true))
        {
            return false;
        }

        return !StandsWhereEmpty(operation, handler.Body, test)
            && !(operation.Enclosing<ICatchClauseOperation>() is { Parent: ITryOperation @try }
                 && handler.Receives.Any(receive => receive.Operation.IsWithin(@try.Body)));
    }

    /// <summary>The operation, in a method of its own, runs only where something was tested for being absent.</summary>
    public static bool IsIdle(IOperation operation) => StandsWhereEmpty(operation, operation.Function(), new EmptinessTest());

    private static bool StandsWhereEmpty(IOperation operation, IOperation body, EmptinessTest test)
    {
        for (IOperation inner = operation, outer = operation.Parent!;
             !ReferenceEquals(inner, body) && outer is not null;
             inner = outer, outer = outer.Parent!)
        {
            var isEmpty = outer switch
            {
                IConditionalOperation choice when ReferenceEquals(inner, choice.WhenTrue) => test.MeansEmpty(choice.Condition, outcome: true),
                IConditionalOperation choice when ReferenceEquals(inner, choice.WhenFalse) => test.MeansEmpty(choice.Condition, outcome: false),
                IWhileLoopOperation { ConditionIsTop: true, ConditionIsUntil: false, Condition: { } condition } loop when ReferenceEquals(inner, loop.Body) =>
                    test.MeansEmpty(condition, outcome: true) && !test.IsOwnFlag(condition, loop),
                ISwitchCaseOperation section => test.IsForNothing(section),
                IBlockOperation block => IsLeftUnlessEmpty(block, inner, test),
                _ => false,
            };
            if (isEmpty)
                return true;
        }

        return false;
    }

    /// <summary>A statement always ends in a jump: what follows it runs only where it was not entered.</summary>
    public static bool Leaves(IOperation? statement) => statement switch
    {
        IBlockOperation block => block.Operations.Length > 0 && Leaves(block.Operations[block.Operations.Length - 1]),
        IBranchOperation or IReturnOperation or IThrowOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IConditionalOperation { WhenFalse: { } otherwise } choice => Leaves(choice.WhenTrue) && Leaves(otherwise),
        _ => false,
    };

    // if (message != null) { …; continue; } Sleep();
    private static bool IsLeftUnlessEmpty(IBlockOperation block, IOperation statement, EmptinessTest test)
    {
        foreach (var earlier in block.Operations)
        {
            if (ReferenceEquals(earlier, statement))
                return false;

            if (earlier is IConditionalOperation choice
                && Leaves(choice.WhenTrue) != Leaves(choice.WhenFalse)
                && test.MeansEmpty(choice.Condition, outcome: Leaves(choice.WhenFalse)))
            {
                return true;
            }
        }

        return false;
    }
}
