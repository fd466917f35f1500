using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Questions about a loop that sends messages.</summary>
internal static class SendLoop
{
    /// <summary>Methods that wait for a time, a permit or a user.</summary>
    public static readonly HashSet<string> Pacing =
    [
        "Delay", "Sleep", "SpinWait", "WaitForNextTickAsync", "WaitOne", "WaitAsync", "AcquireAsync", "ReadLine", "ReadLineAsync", "ReadKey",
    ];

    /// <summary>The loop goes at the pace of a timer, a limiter or a user: sending is not what it waits for.</summary>
    public static bool IsPaced(ILoopOperation loop) =>
        loop.InSameFunction().OfType<IInvocationOperation>().Any(call => Pacing.Contains(call.TargetMethod.Name));

    /// <summary>Every turn of the loop waits for a time or a user, not only one that failed or found nothing to do.</summary>
    public static bool WaitsInEachTurn(ILoopOperation loop) => loop.InSameFunction().OfType<IInvocationOperation>().Any(call =>
        call.TargetMethod.Name is "Delay" or "Sleep" or "WaitForNextTickAsync" or "ReadLine" or "ReadLineAsync" or "ReadKey" && IsReachedInEachTurn(call, loop));

    private static bool IsReachedInEachTurn(IOperation operation, ILoopOperation loop)
    {
        for (var current = operation; !ReferenceEquals(current.Parent, loop); current = current.Parent!)
        {
            if (current.Parent is null or ICatchClauseOperation or ISwitchCaseOperation or ILoopOperation
                || current.Parent is IConditionalOperation choice && !ReferenceEquals(choice.Condition, current))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The loop also receives, or also sends several messages at once: what it sends singly is what another way left over.</summary>
    public static bool HasOtherWays(ILoopOperation loop, BodyFacts facts) =>
        facts.Calls.Any(call => call.Verb is Verb.Receive or Verb.ReceiveBatch or Verb.SendMany && call.Operation.IsWithin(loop))
        || loop.Descendants().OfType<IInvocationOperation>().Any(call => facts.Compilation.Catalog.IsAddedIfRoom(call.TargetMethod));

    /// <summary>How often the loop turns at most, where the code says it; null where it does not.</summary>
    public static long? MostTurns(ILoopOperation loop, BodyFacts facts) => loop switch
    {
        IForLoopOperation { Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual, RightOperand: var bound } } =>
            FixedNumber.Of(bound, facts),
        IForEachLoopOperation { Collection: var collection } => (Constants.InitializerOf(collection) ?? collection).Unwrapped() switch
        {
            IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues.Length,
            IInvocationOperation { TargetMethod: { Name: "Range" or "Repeat", ContainingType.Name: "Enumerable" }, Arguments: { Length: 2 } arguments } => Constants.Of(arguments[1].Value) as int?,
            _ => null,
        },
        _ => null,
    };

    /// <summary>The loop goes through, or empties, a collection that is in memory as a whole.</summary>
    public static bool IsOverCollection(ILoopOperation loop) => loop switch
    {
        IForEachLoopOperation { Collection: var collection } => collection.Unwrapped().Type is { } type && IsCollection(type),
        IForLoopOperation { Condition: { } condition } => IsOfCollection(condition),
        IWhileLoopOperation { Condition: { } condition } => IsOfCollection(condition),
        _ => false,
    };

    private static bool IsOfCollection(IOperation condition) => condition.DescendantsAndSelf().Any(part => part switch
    {
        IPropertyReferenceOperation { Property.Name: "Count" or "Length" or "IsEmpty", Instance.Type: { } type } => IsCollection(type),
        IInvocationOperation { TargetMethod.Name: "Any" or "TryDequeue" or "TryTake" or "TryPop" } => true,
        _ => false,
    });

    private static bool IsCollection(ITypeSymbol type) =>
        type is IArrayTypeSymbol
        || type.AllInterfaces.Concat([type]).Any(contract => contract.OriginalDefinition.SpecialType
            is SpecialType.System_Collections_Generic_ICollection_T or SpecialType.System_Collections_Generic_IReadOnlyCollection_T);

    /// <summary>The loop sends the parts of one whole, each with its number and how many there are: no batch holds what had to be split.</summary>
    public static bool SendsParts(ILoopOperation loop, BodyFacts facts) => loop is IForLoopOperation { Locals: { Length: 1 } locals } && facts.ReferencesTo(locals[0]).Any(number =>
        number.IsWithin(loop.Body)
        && number.Parent is IArgumentOperation { Parent: IInvocationOperation or IObjectCreationOperation } argument
        && argument.Parent!.ChildOperations.OfType<IArgumentOperation>().Any(other => other.Value.Unwrapped() is IPropertyReferenceOperation { Property.Name: "Length" or "Count" })
        && !(argument.Parent is IInvocationOperation { TargetMethod: var method } && Effects.Of(method) == Effect.Observation));

    /// <summary>The local is declared in the loop, so that no later turn sees its value.</summary>
    public static bool Declares(ILoopOperation loop, ISymbol local) =>
        local is ILocalSymbol && local.DeclaringSyntaxReferences.All(reference => loop.Body.Syntax.Span.Contains(reference.Span));

    /// <summary>The message is made in the turn that sends it.</summary>
    public static bool MakesMessage(ILoopOperation loop, MessagingCall call, BodyFacts facts)
    {
        var locals = loop.Body.InSameFunction().OfType<IVariableDeclaratorOperation>().Select(declarator => declarator.Symbol);
        return call.Message is { } message && MessageTaint.From(facts, locals, []).Covers(message);
    }

    /// <summary>Once the operation has succeeded the loop may end, as one that tries again does.</summary>
    public static bool EndsAfter(ILoopOperation loop, IOperation operation) => loop.Body.InSameFunction().Any(leave =>
        leave.Syntax.SpanStart > operation.Syntax.SpanStart
        && (leave is IReturnOperation { IsImplicit: false } || leave is IBranchOperation { BranchKind: BranchKind.Break } branch && SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel))
        && !(leave.Enclosing<IConditionalOperation>() is { } choice && Shutdown.Is(choice.Condition, leave.IsWithin(choice.WhenTrue))));
}
