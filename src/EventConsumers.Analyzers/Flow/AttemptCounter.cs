using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>
/// The number by which a retry loop knows when to give up: it goes up or down each time round, and some way out asks for it.
/// One that picks what to work on, as in a list of servers, is none.
/// </summary>
internal static class AttemptCounter
{
    public static ISymbol? Of(RetryLoop retry)
    {
        var bounds = Bounds(retry).SelectMany(bound => bound.DescendantsAndSelf()).ToList();
        return bounds.Exists(part => part is IPropertyReferenceOperation { Property.Name: "Count" or "Length" })
            ? null
            : retry.Loop.InSameFunction()
                .Where(operation => !operation.IsWithin(retry.Work))
                .Select(CountedBy)
                .FirstOrDefault(counted => counted is not null && bounds.Exists(part => Same(part.ReferencedSymbol(), counted)) && !IsUsedByWork(counted, retry));
    }

    private static ISymbol? CountedBy(IOperation operation) => operation switch
    {
        IIncrementOrDecrementOperation step => step.Target.ReferencedSymbol(),
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, Value.ConstantValue.HasValue: true } step => step.Target.ReferencedSymbol(),
        _ => null,
    };

    private static IEnumerable<IOperation> Bounds(RetryLoop retry)
    {
        if (retry.Condition is { } condition)
            yield return condition;
        if (retry.Clause.Filter is { } filter)
            yield return filter;

        foreach (var statement in retry.StatementsAfterFailure)
        {
            foreach (var conditional in statement.InSameFunction().OfType<IConditionalOperation>())
            {
                if (retry.Leaves(conditional.WhenTrue).Any() || conditional.WhenFalse is { } otherwise && retry.Leaves(otherwise).Any())
                    yield return conditional.Condition;
            }
        }
    }

    private static bool IsUsedByWork(ISymbol counter, RetryLoop retry) => retry.Work.DescendantsAndSelf().Any(use =>
        use is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation && Same(use.ReferencedSymbol(), counter)
        && !(use.Enclosing<IInvocationOperation>() is { } call && Effects.Of(call.TargetMethod) == Effect.Observation));

    private static bool Same(ISymbol? one, ISymbol other) => SymbolEqualityComparer.Default.Equals(one, other);
}
