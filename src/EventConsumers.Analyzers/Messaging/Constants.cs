using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Values that can be told without running the code.</summary>
internal static class Constants
{
    /// <summary>The constant that an expression is, or that the local it reads was given once and for all; null for anything else.</summary>
    public static object? Of(IOperation? operation)
    {
        operation = operation?.Unwrapped();
        if (operation is null)
            return null;

        return operation.ConstantValue is { HasValue: true, Value: var value }
            ? value
            : InitializerOf(operation)?.Unwrapped().ConstantValue is { HasValue: true, Value: var initial } ? initial : null;
    }

    /// <summary>What the local that an expression reads was given at its declaration; null if it is written again later.</summary>
    public static IOperation? InitializerOf(IOperation? operation)
    {
        if (operation?.Unwrapped() is not ILocalReferenceOperation { Local: var local } reference)
            return null;

        IOperation? initializer = null;
        foreach (var part in reference.Root().DescendantsAndSelf())
        {
            if (part is IVariableDeclaratorOperation declarator && Same(declarator.Symbol, local))
                initializer = declarator.GetVariableInitializer()?.Value;
            else if (part is ILocalReferenceOperation use && Same(use.Local, local) && IsWritten(use))
                return null;
        }

        return initializer;
    }

    private static bool IsWritten(ILocalReferenceOperation use) => use.Parent switch
    {
        IAssignmentOperation assignment => ReferenceEquals(assignment.Target, use),
        IIncrementOrDecrementOperation or ITupleOperation => true,
        IArgumentOperation argument => argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out,
        _ => false,
    };

    private static bool Same(ISymbol first, ISymbol second) => SymbolEqualityComparer.Default.Equals(first, second);
}
