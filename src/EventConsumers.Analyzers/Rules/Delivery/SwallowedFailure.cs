using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>A catch-all round the work of a handler after which the handler returns as if nothing had happened.</summary>
internal sealed record SwallowedFailure(ICatchClauseOperation Clause, IInvocationOperation Work)
{
    /// <summary>The first failure that a handler swallows; null if none is sure.</summary>
    public static SwallowedFailure? In(Handler handler, BodyFacts facts)
    {
        var content = MessageTaint.OfContent(facts, handler.Messages);
        var work = MessageWork.In(handler.Body, content, facts).Where(step => step.Enclosing<ICatchClauseOperation>() is null).ToList();
        foreach (var @try in facts.Tries)
        {
            if (!handler.Contains(@try) || CatchAll.Of(@try) is not { } clause || !RunsInTurn(@try, handler))
                continue;

            var guarded = work.FirstOrDefault(step => step.IsWithin(@try.Body) && !CatchAll.Guards(step, @try));
            if (guarded is not null && IsAllThatCounts(@try, clause, work) && IsSilent(clause, handler, facts) && EndsWell(@try, handler, facts))
                return new SwallowedFailure(clause, guarded);
        }

        return null;
    }

    // Of several steps, one that is let fail while the others go on is a matter of choice.
    private static bool IsAllThatCounts(ITryOperation @try, ICatchClauseOperation clause, List<IInvocationOperation> work)
    {
        var others = work.Where(step => !step.IsWithin(@try.Body)).ToList();
        return others.Count == 0 || Leaves(clause.Handler) && others.TrueForAll(step => step.Syntax.SpanStart > @try.Syntax.Span.End);
    }

    private static bool Leaves(IBlockOperation block) =>
        block.Operations.Length > 0 && block.Operations[block.Operations.Length - 1] is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Continue };

    // In the handler itself, or in a lambda that it runs for each message or waits for.
    private static bool RunsInTurn(IOperation operation, Handler handler)
    {
        for (var function = operation.Function(); function.Syntax != handler.Function.Syntax; function = function.Function())
        {
            if (function is not IAnonymousFunctionOperation { Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } } }
                || !call.IsAwaited() && !handler.Taint.Reaches(call))
            {
                return false;
            }
        }

        return true;
    }

    // The clause neither throws nor tells anybody who could do something about the message.
    private static bool IsSilent(ICatchClauseOperation clause, Handler handler, BodyFacts facts)
    {
        foreach (var operation in clause.Handler.Descendants())
        {
            switch (operation)
            {
                case IThrowOperation:
                case IReturnOperation { ReturnedValue: { } value } when !IsNothing(value):
                case IAssignmentOperation assignment when assignment is not ICompoundAssignmentOperation && !IsOwn(assignment.Target, clause):
                case IInvocationOperation invocation when Tells(invocation, clause, handler, facts):
                    return false;
            }
        }

        return true;
    }

    private static bool Tells(IInvocationOperation invocation, ICatchClauseOperation clause, Handler handler, BodyFacts facts)
    {
        var method = invocation.TargetMethod;
        if (facts.CallAt(invocation) is { } call)
            return call.EndsMessage || call.Verb is Verb.Send or Verb.SendMany or Verb.Hold or Verb.Pause;

        return FailedMessage.IsHandedOn(invocation, handler.Taint, facts)
            || FailedMessage.Throws(invocation, facts)
            || method.Name is "StopApplication" or "FailFast" or "Exit"
            || Effects.Of(method) switch
            {
                Effect.None => FailedMessage.Keeps(method),
                Effect.Work => UsesException(invocation, clause),
                _ => false,
            };
    }

    private static bool UsesException(IInvocationOperation invocation, ICatchClauseOperation clause) =>
        clause.ExceptionDeclarationOrExpression is IVariableDeclaratorOperation { Symbol: var exception }
        && invocation.Descendants().Any(part => part is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, exception));

    // return; return Task.CompletedTask; return null;
    private static bool IsNothing(IOperation value) => value.Unwrapped() switch
    {
        IPropertyReferenceOperation { Property: { Name: "CompletedTask", IsStatic: true } } => true,
        IDefaultValueOperation => true,
        { ConstantValue: { HasValue: true, Value: null } } => true,
        _ => false,
    };

    private static bool IsOwn(IOperation target, ICatchClauseOperation clause) =>
        target is IDiscardOperation || target is ILocalReferenceOperation { Local: var local } && local.Locations.Any(place => clause.Syntax.Span.Contains(place.SourceSpan));

    // Nothing behind the try tells success from failure, and nothing tries for ever.
    private static bool EndsWell(ITryOperation @try, Handler handler, BodyFacts facts)
    {
        for (var loop = @try.EnclosingLoop(); loop is not null && loop.IsWithin(handler.Body); loop = loop.EnclosingLoop())
        {
            if (loop is IWhileLoopOperation || loop is IForLoopOperation { Condition: null })
                return false;
        }

        var end = @try.Syntax.Span.End;
        var outcomes = OutcomesOf(@try);
        foreach (var operation in handler.Body.Descendants())
        {
            if (operation.Syntax.SpanStart < end)
                continue;

            if (operation is IThrowOperation || ConditionOf(operation) is { } condition && condition.DescendantsAndSelf().Any(part => part.ReferencedSymbol() is { } symbol && outcomes.Contains(symbol)))
                return false;
        }

        return true;
    }

    private static IOperation? ConditionOf(IOperation operation) => operation switch
    {
        IConditionalOperation conditional => conditional.Condition,
        ISwitchOperation @switch => @switch.Value,
        ISwitchExpressionOperation @switch => @switch.Value,
        IConditionalAccessOperation access => access.Operation,
        ICoalesceOperation coalesce => coalesce.Value,
        IReturnOperation { ReturnedValue: { } value } => value,
        _ => null,
    };

    private static HashSet<ISymbol> OutcomesOf(ITryOperation @try)
    {
        var outcomes = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in @try.Body.Descendants())
        {
            var target = operation switch
            {
                IAssignmentOperation assignment => assignment.Target,
                IIncrementOrDecrementOperation increment => increment.Target,
                IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument => argument.Value,
                IInvocationOperation { Instance: { } instance } invocation when FailedMessage.Keeps(invocation.TargetMethod) => instance,
                _ => null,
            };
            if (target.ReferencedSymbol() is { } symbol)
                outcomes.Add(symbol);
        }

        return outcomes;
    }
}
