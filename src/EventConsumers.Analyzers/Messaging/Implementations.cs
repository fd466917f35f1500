using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// The classes and structs of a compilation that implement an interface, or derive from a class, of its own. Found by the names in
/// lists of base types; only the types that name the contract, or what derives from it, are bound.
/// </summary>
internal sealed class Implementations(Compilation compilation, Func<SyntaxTree, SemanticModel> model)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, IReadOnlyList<INamedTypeSymbol>> _found = new(SymbolEqualityComparer.Default);
    private readonly Lazy<ILookup<string, SyntaxNode>> _byBase = new(() => ByBase(compilation));

    /// <summary>Those of a contract, which is the definition of a type.</summary>
    public IReadOnlyList<INamedTypeSymbol> Of(INamedTypeSymbol contract)
    {
        if (contract.DeclaringSyntaxReferences.IsEmpty)
            return [];

        if (!_found.TryGetValue(contract, out var types))
            _found.TryAdd(contract, types = Find(contract));
        return types;
    }

    /// <summary>The interfaces and base classes of a type that stand in code, as they are defined.</summary>
    public static IEnumerable<INamedTypeSymbol> Contracts(INamedTypeSymbol type)
    {
        foreach (var contract in type.AllInterfaces)
        {
            if (!contract.DeclaringSyntaxReferences.IsEmpty)
                yield return contract.OriginalDefinition;
        }

        for (var @base = type.BaseType; @base is { DeclaringSyntaxReferences.IsEmpty: false }; @base = @base.BaseType)
            yield return @base.OriginalDefinition;
    }

    private List<INamedTypeSymbol> Find(INamedTypeSymbol contract)
    {
        var found = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        var seen = new HashSet<string> { contract.Name };
        var names = new Queue<string>(seen);
        while (names.Count > 0)
        {
            foreach (var place in _byBase.Value[names.Dequeue()])
            {
                var name = place is UsingDirectiveSyntax alias ? alias.Alias?.Name.Identifier.ValueText : Add(place);
                if (name is not null && seen.Add(name))
                    names.Enqueue(name);
            }
        }

        return [.. found];

        string? Add(SyntaxNode declaration)
        {
            if (model(declaration.SyntaxTree).GetDeclaredSymbol(declaration) is not INamedTypeSymbol type
                || !Contracts(type).Contains(contract, SymbolEqualityComparer.Default))
            {
                return null;
            }

            if (type is { TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false })
                found.Add(type);
            return type.Name;
        }
    }

    // The types that name another as their base, and the aliases of others, by the name that they name.
    private static ILookup<string, SyntaxNode> ByBase(Compilation compilation) =>
        compilation.SyntaxTrees.SelectMany(tree => NamesIn(tree.GetRoot())).ToLookup(entry => entry.Name, entry => entry.Place);

    private static IEnumerable<(string Name, SyntaxNode Place)> NamesIn(SyntaxNode container)
    {
        foreach (var child in container.ChildNodes())
        {
            if (child is BaseTypeDeclarationSyntax { BaseList.Types: var bases })
            {
                foreach (var @base in bases)
                {
                    if (NameOf(@base.Type) is { } name)
                        yield return (name, child);
                }
            }
            else if (child is UsingDirectiveSyntax { Alias: not null, Name: { } aliased } && NameOf(aliased) is { } name)
            {
                yield return (name, child);
            }

            if (child is BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax)
            {
                foreach (var inner in NamesIn(child))
                    yield return inner;
            }
        }
    }

    private static string? NameOf(TypeSyntax type) => type switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
        _ => null,
    };
}
