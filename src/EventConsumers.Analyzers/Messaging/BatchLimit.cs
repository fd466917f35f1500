using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Reads how many messages a receive asks for, from its arguments or from the request object that it is given.</summary>
internal static class BatchLimit
{
    /// <summary>The constant that limits the receive; null if it sets none or the value cannot be told.</summary>
    public static int? Of(MessagingCall receive, BodyFacts facts)
    {
        // A claim of new[] { id } brings that message or nothing.
        if (receive.Meaning.Wanted is { } wanted && receive.Argument(wanted)?.Unwrapped() is IArrayCreationOperation { Initializer.ElementValues.Length: var named })
            return named;

        if (receive.Meaning.BatchSize is not { } name || receive.Operation is not IInvocationOperation invocation)
            return null;

        foreach (var argument in invocation.Arguments)
        {
            if (IsNamed(argument.Parameter?.Name, name))
                return Constant(argument.Value);

            if (OfRequest(argument.Value, name, facts) is { } limit)
                return limit;
        }

        return null;
    }

    private static int? OfRequest(IOperation value, string name, BodyFacts facts)
    {
        var request = value.ReferencedSymbol();
        foreach (var assignment in facts.Assignments.OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is IPropertyReferenceOperation { Instance: var instance } property
                && IsNamed(property.Property.Name, name)
                && (instance is IInstanceReferenceOperation
                    ? IsIn(assignment, value, request)
                    : request is not null && SymbolEqualityComparer.Default.Equals(instance.ReferencedSymbol(), request)))
            {
                return Constant(assignment.Value);
            }
        }

        return null;
    }

    // The initializer of the request stands in the call itself, or in the declaration of the variable that is passed.
    private static bool IsIn(IOperation assignment, IOperation value, ISymbol? request)
    {
        for (var current = assignment.Parent; current is not null and not IBlockOperation; current = current.Parent)
        {
            if (ReferenceEquals(current, value)
                || request is not null && current is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, request)
                || request is not null && current is IAssignmentOperation { Target: var target } && SymbolEqualityComparer.Default.Equals(target.ReferencedSymbol(), request))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNamed(string? found, string name) => string.Equals(found, name, StringComparison.OrdinalIgnoreCase);

    private static int? Constant(IOperation value) =>
        value.Unwrapped().ConstantValue is { HasValue: true, Value: int constant } ? constant : null;
}
