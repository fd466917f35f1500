using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>What a poll loop does in a turn that brings nothing.</summary>
internal sealed class IdleTurn(Handler handler)
{
    private readonly EmptinessTest _test = new(handler);

    private BodyFacts Facts => handler.Facts;

    /// <summary>A receive that does not wait for a message.</summary>
    public static bool ReturnsAtOnce(MessagingCall receive) =>
        receive.Meaning.NeverWaits || LongestWait(receive)?.Value is { } wait && IsZero(wait.Unwrapped());

    /// <summary>The argument that says how long a receive waits for a message.</summary>
    public static IArgumentOperation? LongestWait(MessagingCall receive) =>
        receive.Meaning.LongestWait.Select(receive.ArgumentFor).FirstOrDefault(argument => argument is not null);

    /// <summary>Something that may run when nothing came waits, or cannot be told not to.</summary>
    public bool MayWait() => handler.Loop!.InSameFunction().Any(part => MayWait(part) && RunsWhenEmpty(part));

    private bool MayWait(IOperation part) => part switch
    {
        IInvocationOperation call => MayWait(call),
        IAwaitOperation wait => wait.Operation.Unwrapped() is not IInvocationOperation && !handler.Taint.Covers(wait.Operation),
        IForEachLoopOperation { IsAsynchronous: true } or IDynamicInvocationOperation or IInvalidOperation => true,
        _ => false,
    };

    private bool MayWait(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (Facts.Compilation.Catalog.MeaningOf(method) is { } meaning)
            return meaning.Verb is Verb.Receive or Verb.ReceiveBatch && !ReturnsAtOnce(new MessagingCall(call, method, meaning));

        if (IsPause(method))
            return true;
        if (ClientCatalog.IsOfClient(method))
            return method.Name.StartsWith("Execute", StringComparison.Ordinal) || method.Parameters.Any(parameter => parameter.Type.Is("System", "TimeSpan"));
        if (Effects.Of(method) != Effect.Work)
            return call.IsAwaited() && !handler.Taint.Reaches(call) && method.Name != "Yield";

        // A helper that is given the messages finds none to work on.
        var reached = Facts.Compilation.Summaries.Reachable(method, Facts.CancellationToken).ToList();
        return reached.Count == 0
            || reached.Exists(helper => helper.Summary.Body.DescendantsAndSelf().Any(part => part is IInvocationOperation { TargetMethod: var called } && IsPause(called)))
            || !handler.Taint.Reaches(call) && Facts.Compilation.Summaries.Works(method, Facts.CancellationToken);
    }

    private static bool IsPause(IMethodSymbol method) =>
        SendLoop.Pacing.Contains(method.Name) || method.Name.StartsWith("Wait", StringComparison.Ordinal) || method.Name is "WhenAny" or "Join" or "SignalAndWait" or "SpinOnce" or "SpinUntil";

    // Not in the catch of a failure, nor where something must have come.
    private bool RunsWhenEmpty(IOperation operation)
    {
        for (IOperation inner = operation, outer = operation.Parent!; !ReferenceEquals(inner, handler.Loop) && outer is not null; inner = outer, outer = outer.Parent!)
        {
            var isLeftOut = outer switch
            {
                ICatchClauseOperation => true,
                IForEachLoopOperation each => ReferenceEquals(inner, each.Body) && handler.Taint.Covers(each.Collection),
                IConditionalOperation choice when ReferenceEquals(inner, choice.WhenTrue) => _test.MeansPresent(choice.Condition, outcome: true),
                IConditionalOperation choice when ReferenceEquals(inner, choice.WhenFalse) => _test.MeansPresent(choice.Condition, outcome: false),
                IWhileLoopOperation { ConditionIsTop: true, ConditionIsUntil: false, Condition: { } condition } loop =>
                    ReferenceEquals(inner, loop.Body) && _test.MeansPresent(condition, outcome: true),
                IBlockOperation block => FollowsEmptyExit(block, inner),
                _ => false,
            };
            if (isLeftOut)
                return false;
        }

        return true;
    }

    // if (entries.Length == 0) continue; …
    private bool FollowsEmptyExit(IBlockOperation block, IOperation statement) =>
        block.Operations.TakeWhile(earlier => !ReferenceEquals(earlier, statement)).OfType<IConditionalOperation>().Any(choice =>
            MessagePresence.Leaves(choice.WhenTrue) != MessagePresence.Leaves(choice.WhenFalse)
            && _test.MeansPresent(choice.Condition, outcome: MessagePresence.Leaves(choice.WhenFalse)));

    private static bool IsZero(IOperation wait) => wait switch
    {
        { ConstantValue: { HasValue: true, Value: var value } } => value is 0 or 0L or 0d,
        IFieldReferenceOperation { Field: { Name: "Zero", IsStatic: true } } => true,
        IDefaultValueOperation => true,
        IInvocationOperation { TargetMethod: { IsStatic: true, Name: var name }, Arguments: { Length: 1 } arguments } =>
            name.StartsWith("From", StringComparison.Ordinal) && IsZero(arguments[0].Value.Unwrapped()),
        _ => false,
    };
}
