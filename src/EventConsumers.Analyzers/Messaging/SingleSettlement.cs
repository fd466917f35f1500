using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A call that settles one message and waits for the broker, though the client could settle several at once.</summary>
/// <param name="Call">The client's call.</param>
/// <param name="NamesMessage">The message is given to the call, rather than being whatever was received last.</param>
/// <param name="Place">Where it is to be reported: the client's call, or the call of a method that is given no message.</param>
internal sealed record SingleSettlement(MessagingCall Call, bool NamesMessage, IOperation Place)
{
    // OperationKind.CollectionExpression, which the oldest supported compiler does not have.
    private const int CollectionExpression = 0x7f;

    /// <summary>The settling of one message by a call of a client; null if it settles none, several or none of this kind.</summary>
    public static SingleSettlement? Of(MessagingCall call, Func<IOperation, bool> isOfMessage)
    {
        if (call.Verb != Verb.Settle || call.Meaning.SettleTogether is null || call.Meaning.IsLocal
            || call.Meaning.Cumulative is { } cumulative && call.Flag(cumulative) != false)
        {
            return null;
        }

        if (call.Message is not { } message)
            return call.Meaning.CoversEverything ? new SingleSettlement(call, NamesMessage: false, call.Operation) : null;

        return isOfMessage(message) && IsSingle(message) ? new SingleSettlement(call, NamesMessage: true, call.Operation) : null;
    }

    /// <summary>The settling of one message by a method of the compilation that is called, three calls deep.</summary>
    public static SingleSettlement? Within(IInvocationOperation call, Func<IOperation, bool> isOfMessage, BodyFacts facts) =>
        Effects.Of(call.TargetMethod) == Effect.Work ? Within(call, isOfMessage, facts, MethodSummaries.Depth) : null;

    /// <summary>The settling of one message by a method that is given it as its first argument, such as a method group is.</summary>
    public static SingleSettlement? Within(IMethodReferenceOperation group, BodyFacts facts) => group.Method.Parameters.IsEmpty
        ? null
        : Within(group, group.Method, [group.Method.Parameters[0].OriginalDefinition], facts, MethodSummaries.Depth);

    private static SingleSettlement? Within(IInvocationOperation call, Func<IOperation, bool> isOfMessage, BodyFacts facts, int depth) => depth > 0 && call.IsWaitedFor()
        ? Within(
            call,
            call.TargetMethod,
            call.Arguments.Where(argument => isOfMessage(argument.Value)).Select(argument => argument.Parameter?.OriginalDefinition).OfType<ISymbol>(),
            facts,
            depth)
        : null;

    private static SingleSettlement? Within(IOperation call, IMethodSymbol method, IEnumerable<ISymbol> messageParameters, BodyFacts facts, int depth)
    {
        var summaries = facts.Compilation.Summaries;
        if (!summaries.MaySettle(method, facts.CancellationToken) || summaries.Direct(method, facts.CancellationToken) is not { } summary)
            return null;

        var parameters = new HashSet<ISymbol>(messageParameters, SymbolEqualityComparer.Default);
        // What ends a message that cannot be used is not the settling of those that can.
        foreach (var settle in summary.Calls.OrderBy(call => IsInBranch(call.Operation)))
        {
            if (Of(settle, IsOfParameters) is { } settlement && RunsForEveryMessage(settle.Operation))
                return settlement.NamesMessage ? settlement : settlement with { Place = parameters.Count > 0 ? settlement.Place : call };
        }

        foreach (var inner in summary.CallSites.OrderBy(IsInBranch))
        {
            if (Within(inner, IsOfParameters, facts, depth - 1) is { } settlement && RunsForEveryMessage(inner))
                return parameters.Count > 0 ? settlement : settlement with { Place = call };
        }

        return null;

        bool IsOfParameters(IOperation value) => value.DescendantsAndSelf().Any(part => part switch
        {
            IParameterReferenceOperation parameter => parameters.Contains(parameter.Parameter.OriginalDefinition),
            ILocalReferenceOperation local => TurnCondition.ValueOf(local) is { } source && IsOfParameters(source),
            _ => false,
        });

        bool RunsForEveryMessage(IOperation operation) =>
            operation.EnclosingLoop() is null
            && operation.IsWaitedForIn(summary.Body)
            && TurnCondition.RunsForEveryMessage(operation, summary.Body, IsOfParameters);
    }

    private static bool IsInBranch(IOperation operation)
    {
        for (var (child, current) = (operation, operation.Parent); current is not null; (child, current) = (current, current.Parent))
        {
            if (current is IConditionalOperation choice && !ReferenceEquals(child, choice.Condition) || current is ISwitchCaseOperation)
                return true;
        }

        return false;
    }

    // A list or array is one message only where it is written out with one element.
    private static bool IsSingle(IOperation message)
    {
        var value = message.Unwrapped();
        return value switch
        {
            IArrayCreationOperation array => array.Initializer?.ElementValues.Length == 1,
            IObjectCreationOperation { Initializer: { } initializer } creation when IsCollection(creation.Type) => initializer.Initializers.Length == 1,
            _ when (int)value.Kind == CollectionExpression => value.ChildOperations.Count == 1,
            _ => !IsCollection(value.Type),
        };
    }

    private static bool IsCollection(ITypeSymbol? type) =>
        type is not null && type.SpecialType != SpecialType.System_String
        && (type.TypeKind == TypeKind.Array
            || type.SpecialType == SpecialType.System_Collections_IEnumerable
            || type.AllInterfaces.Any(contract => contract.SpecialType == SpecialType.System_Collections_IEnumerable));
}
