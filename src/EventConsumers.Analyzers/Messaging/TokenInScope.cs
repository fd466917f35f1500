using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds the cancellation token that code at a place should pass on.</summary>
internal static class TokenInScope
{
    /// <summary>A parameter or local, the token of a message argument, or the type's only token field; null where none is sure.</summary>
    public static string? At(SyntaxNode place, SemanticModel model)
    {
        // The nearest: a lambda's message before the token of the method round it.
        foreach (var symbol in Variables(place, model))
        {
            if (TypeOf(symbol).IsCancellationToken())
                return symbol.Name;
            if (symbol is IParameterSymbol && HoldsToken(TypeOf(symbol)))
                return symbol.Name + ".CancellationToken";
        }

        return Field(place, model, type => type.IsCancellationToken());
    }

    /// <summary>A token that is meant for the code at a place: a parameter, local or field, or that of the only source; null where none is sure.</summary>
    public static string? OwnAt(SyntaxNode place, SemanticModel model)
    {
        var variables = Variables(place, model);
        if (variables.Find(symbol => TypeOf(symbol).IsCancellationToken()) is { } token)
            return token.Name;
        if (Field(place, model, type => type.IsCancellationToken()) is { } field)
            return field;

        var sources = variables.FindAll(symbol => IsSource(TypeOf(symbol)));
        return sources.Count == 1 ? sources[0].Name + ".Token"
            : sources.Count == 0 && Field(place, model, IsSource) is { } source ? source + ".Token"
            : null;
    }

    /// <summary>The type's only token field or property that a static or instance member can use; null where there is none, or several.</summary>
    public static string? FieldAt(SyntaxNode place, SemanticModel model) => Field(place, model, type => type.IsCancellationToken());

    /// <summary>The type has a public token.</summary>
    public static bool HoldsToken(ITypeSymbol? type)
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

    private static bool IsSource(ITypeSymbol? type) => type.Is("System.Threading", "CancellationTokenSource");

    // A local of a loop or try further down is not visible; one declared in the same block below is visible and cannot be used.
    private static List<ISymbol> Variables(SyntaxNode place, SemanticModel model) =>
    [
        .. model.LookupSymbols(place.SpanStart)
            .Where(symbol => symbol is IParameterSymbol || symbol is ILocalSymbol && symbol.Locations[0].SourceSpan.Start < place.SpanStart)
            .OrderByDescending(symbol => symbol.Locations.FirstOrDefault()?.SourceSpan.Start ?? -1),
    ];

    private static string? Field(SyntaxNode place, SemanticModel model, Func<ITypeSymbol?, bool> isWanted)
    {
        var isStatic = IsStatic(place, model);
        if (model.GetEnclosingSymbol(place.SpanStart)?.ContainingType is not { } type)
            return null;

        var fields = WithBases(type).SelectMany(holder => holder.GetMembers())
            .Where(symbol => symbol is IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol && isWanted(TypeOf(symbol))
                && (symbol.IsStatic || !isStatic) && model.Compilation.IsSymbolAccessibleWithin(symbol, type))
            .Take(2)
            .ToList();
        return fields.Count == 1 && SymbolEqualityComparer.Default.Equals(fields[0].ContainingType, type) ? fields[0].Name : null;
    }

    private static IEnumerable<INamedTypeSymbol> WithBases(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
            yield return current;
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IParameterSymbol parameter => parameter.Type,
        ILocalSymbol local => local.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    private static bool IsStatic(SyntaxNode place, SemanticModel model) =>
        place.AncestorsAndSelf().Any(node => node switch
        {
            MemberDeclarationSyntax member => model.GetDeclaredSymbol(member) is { IsStatic: true } and not INamedTypeSymbol,
            LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.StaticKeyword),
            _ => false,
        });
}
