using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>Finds the cancellation token that code at a place should pass on.</summary>
internal static class TokenInScope
{
    /// <summary>A parameter or local, the token of a message argument, or the type's only token field; null where none is sure.</summary>
    public static string? At(SyntaxNode place, FixContext context)
    {
        var isStatic = IsStatic(place, context);
        var visible = context.Model.LookupSymbols(place.SpanStart);
        var variables = visible
            .Where(symbol => symbol is IParameterSymbol || symbol is ILocalSymbol local && IsDeclaredBefore(local, place))
            .OrderByDescending(symbol => symbol.Locations.FirstOrDefault()?.SourceSpan.Start ?? -1)
            .ToList();

        // The nearest: a lambda's message before the token of the method round it.
        foreach (var symbol in variables)
        {
            if (TypeOf(symbol).IsCancellationToken())
                return symbol.Name;
            if (symbol is IParameterSymbol && HoldsToken(TypeOf(symbol)))
                return symbol.Name + ".CancellationToken";
        }

        var fields = visible.Where(symbol => symbol is IFieldSymbol or IPropertySymbol && TypeOf(symbol).IsCancellationToken() && (symbol.IsStatic || !isStatic)).ToList();
        return fields.Count == 1 && context.Model.GetEnclosingSymbol(place.SpanStart)?.ContainingType is { } type
            && SymbolEqualityComparer.Default.Equals(fields[0].ContainingType, type)
                ? fields[0].Name
                : null;
    }

    private static bool HoldsToken(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (IsToken(type))
                return true;
        }

        return false;

        static bool IsToken(ITypeSymbol type) =>
            type.AllInterfaces.Prepend(type).Any(contract => contract.GetMembers("CancellationToken")
                .Any(member => member is IPropertySymbol or IFieldSymbol && member.DeclaredAccessibility == Accessibility.Public && TypeOf(member).IsCancellationToken()));
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IParameterSymbol parameter => parameter.Type,
        ILocalSymbol local => local.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    // A local of a loop or try further down is not visible; one declared in the same block below is visible and cannot be used.
    private static bool IsDeclaredBefore(ILocalSymbol local, SyntaxNode place) =>
        local.Locations[0].SourceSpan.Start < place.SpanStart;

    private static bool IsStatic(SyntaxNode place, FixContext context) =>
        place.AncestorsAndSelf().Any(node => node switch
        {
            MemberDeclarationSyntax member => context.Model.GetDeclaredSymbol(member) is { IsStatic: true } and not INamedTypeSymbol,
            LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.StaticKeyword),
            _ => false,
        });
}
