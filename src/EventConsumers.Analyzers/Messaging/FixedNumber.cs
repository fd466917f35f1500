using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>The greatest number that an expression can be, where the compilation shows all that it is ever given.</summary>
internal static class FixedNumber
{
    private const int Depth = 4;

    /// <summary>The number; null where it cannot be told.</summary>
    public static long? Of(IOperation expression, BodyFacts facts) => Of(expression, facts, Depth);

    private static long? Of(IOperation expression, BodyFacts facts, int depth)
    {
        if (Constants.Of(expression) is int or long or short or byte or uint)
            return Convert.ToInt64(Constants.Of(expression), CultureInfo.InvariantCulture);

        var values = depth == 0 ? [] : expression.ReferencedSymbol() switch
        {
            IFieldSymbol field when IsOwn(field) => Given(field, facts),
            IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter when IsOwn(method) => Given(parameter, method, facts),
            _ => [],
        };

        long? most = null;
        foreach (var value in values)
        {
            if (value is null || Of(value, facts, depth - 1) is not { } number)
                return null;
            most = Math.Max(most ?? number, number);
        }

        return most;
    }

    // Written to by nobody else: it is private, or its type is not public.
    private static bool IsOwn(ISymbol symbol) => symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction }
        || symbol.DeclaredAccessibility == Accessibility.Private
        || symbol is IFieldSymbol && (symbol.DeclaredAccessibility == Accessibility.Internal || symbol.ContainingType.DeclaredAccessibility is Accessibility.Internal or Accessibility.Private);

    // Null stands for what cannot be told.
    private static IEnumerable<IOperation?> Given(IFieldSymbol field, BodyFacts facts)
    {
        var source = facts.Compilation.Source;
        foreach (var reference in field.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(facts.CancellationToken) is VariableDeclaratorSyntax { Initializer.Value: var initial })
                yield return source.Operation(initial, facts.CancellationToken);
        }

        foreach (var write in source.WritesOf(field, facts.CancellationToken))
            yield return write.Parent is ISimpleAssignmentOperation assignment ? assignment.Value : null;
    }

    private static IEnumerable<IOperation?> Given(IParameterSymbol parameter, IMethodSymbol method, BodyFacts facts) =>
        facts.Compilation.Source.UsesOf(method, facts.CancellationToken).Where(use => use.Parent is not INameOfOperation).Select(use =>
            (use as IInvocationOperation)?.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value);
}
