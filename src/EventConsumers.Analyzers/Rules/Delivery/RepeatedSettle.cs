using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>A call that settles or refuses a message, and what tells its message from others.</summary>
internal sealed class RepeatedSettle
{
    private readonly Func<ISymbol, bool> _isNamedBy;
    private readonly IReadOnlyCollection<ISymbol> _messages;

    private RepeatedSettle(IInvocationOperation operation, IReadOnlyCollection<ISymbol> messages, Func<ISymbol, bool> isNamedBy)
    {
        Operation = operation;
        _messages = messages;
        _isNamedBy = isNamedBy;
    }

    public IInvocationOperation Operation { get; }

    public string Name => Operation.TargetMethod.Name;

    /// <summary>Pairs of calls for one message, of which the second is sure to run after the first on some way.</summary>
    public static IEnumerable<(RepeatedSettle First, RepeatedSettle Second)> In(BodyFacts facts)
    {
        var ends = All(facts).ToList();
        foreach (var first in ends)
        {
            var later = ends.Where(end => end.IsOfSameMessage(first) && IsSure(first.Operation, end.Operation)).ToList();
            if (later.Count == 0 || facts.GraphOf(first.Operation) is not { } graph)
                continue;

            var found = graph.SearchAfter(first.Operation.Syntax, OperationKind.Invocation, operation =>
                later.Exists(end => end.Operation.Syntax == operation.Syntax && operation is IInvocationOperation) ? Step.Found
                : FlowWrites.Of(operation).Any(first._isNamedBy) || Receives(operation, facts) ? Step.Leave
                : Step.Continue);
            if (found is not null)
                yield return (first, later.First(end => end.Operation.Syntax == found.Syntax));
        }
    }

    private static IEnumerable<RepeatedSettle> All(BodyFacts facts)
    {
        foreach (var site in facts.Settles)
        {
            if (site.Call.Client.SettlesOnce)
                yield return new RepeatedSettle(site.Operation, site.Messages, site.IsNamedBy);
        }

        foreach (var call in facts.Calls)
        {
            if (call is { EndsMessage: true, Settles: false, Client.SettlesOnce: true, Operation: IInvocationOperation operation, Message: { } message })
            {
                var origin = MessageOrigin.Of(message, call.Meaning.RequestMembers, facts);
                yield return new RepeatedSettle(operation, origin.Messages, symbol => origin.Path.Contains(symbol, SymbolEqualityComparer.Default));
            }
        }
    }

    private bool IsOfSameMessage(RepeatedSettle other) =>
        !ReferenceEquals(this, other)
        && ReferenceEquals(Operation.Function(), other.Operation.Function())
        && _messages.Count > 0
        && _messages.Count == other._messages.Count
        && _messages.All(message => other._messages.Contains(message, SymbolEqualityComparer.Default));

    // Two branches may exclude each other in a way that cannot be seen; of one branch and what follows it, both can run.
    private static bool IsSure(IOperation first, IOperation second) => !IsInBranch(first, second) || !IsInBranch(second, first);

    private static bool IsInBranch(IOperation operation, IOperation other)
    {
        for (IOperation inner = operation, outer = operation.Parent!; outer is not null && !other.IsWithin(outer); inner = outer, outer = outer.Parent!)
        {
            if (outer is IConditionalOperation or ISwitchOperation or ISwitchCaseOperation or ISwitchExpressionOperation or ICoalesceOperation or IConditionalAccessOperation
                or ILoopOperation or ICatchClauseOperation
                || outer is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } && ReferenceEquals(inner, ((IBinaryOperation)outer).RightOperand))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Receives(IOperation operation, BodyFacts facts) =>
        operation is IInvocationOperation && facts.CallAt(operation) is { Verb: Verb.Receive or Verb.ReceiveBatch };
}
