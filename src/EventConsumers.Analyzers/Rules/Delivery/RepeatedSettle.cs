using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>A call that settles or refuses a message, and what tells its message from others.</summary>
internal sealed class RepeatedSettle
{
    /// <summary>Nobody writes more such calls in one body; a generator may, and each is searched from.</summary>
    private const int MostCompared = 100;

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
        if (facts.Calls.Count(call => call.EndsMessage && call.Client.SettlesOnce) > MostCompared)
            yield break;

        var ends = All(facts).GroupBy(end => end.Operation.Syntax).ToDictionary(group => group.Key, group => group.First());
        if (ends.Count < 2)
            yield break;

        foreach (var first in ends.Values)
        {
            // Asked before a graph is made: mostly the calls are for different messages, or only one of them can run.
            if (!ends.Values.Any(end => end.IsOfSameMessage(first) && IsSure(first.Operation, end.Operation)))
                continue;

            var found = facts.GraphOf(first.Operation)?.SearchAfter(first.Operation.Syntax, OperationKind.Invocation, operation =>
                operation is IInvocationOperation && ends.TryGetValue(operation.Syntax, out var end) && end.IsOfSameMessage(first) && IsSure(first.Operation, end.Operation) ? Step.Found
                : FlowWrites.Of(operation).Any(first._isNamedBy) || Receives(operation, facts) ? Step.Leave
                : Step.Continue);
            if (found is not null)
                yield return (first, ends[found.Syntax]);
        }
    }

    private static IEnumerable<RepeatedSettle> All(BodyFacts facts)
    {
        foreach (var site in facts.Settles)
        {
            if (site.Call.Client.SettlesOnce)
                yield return new RepeatedSettle(site.Operation, site.Message.Symbols, site.IsNamedBy);
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
    private static bool IsSure(IOperation first, IOperation second) =>
        (!IsInBranch(first, Round(second)) || !IsInBranch(second, Round(first))) && !NeedsFailedClause(first, second);

    // From the finally block of a try that catches everything, only what a clause itself has thrown goes on to a clause round it.
    private static bool NeedsFailedClause(IOperation first, IOperation second) =>
        second.Enclosing<ICatchClauseOperation>()?.Parent is ITryOperation outer
        && first.TriesRound().Any(inner => inner.IsWithin(outer.Body) && inner.Finally is { } last && first.IsWithin(last)
            && CatchAll.Of(inner) is { } clause && !clause.Handler.Descendants().Any(part => part is IThrowOperation));

    private static HashSet<IOperation> Round(IOperation operation)
    {
        var outer = new HashSet<IOperation>();
        for (var current = operation.Parent; current is not null; current = current.Parent)
            outer.Add(current);
        return outer;
    }

    private static bool IsInBranch(IOperation operation, HashSet<IOperation> roundOther)
    {
        for (IOperation inner = operation, outer = operation.Parent!; outer is not null && !roundOther.Contains(outer); inner = outer, outer = outer.Parent!)
        {
            if (outer is IConditionalOperation or ISwitchOperation or ISwitchCaseOperation or ISwitchExpressionOperation or ICoalesceOperation or IConditionalAccessOperation
                or ILoopOperation or ICatchClauseOperation
                || outer is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both && ReferenceEquals(inner, both.RightOperand))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Receives(IOperation operation, BodyFacts facts) =>
        operation is IInvocationOperation && facts.CallAt(operation) is { Verb: Verb.Receive or Verb.ReceiveBatch };
}
