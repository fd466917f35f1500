using EventConsumers.Analyzers.Configuration;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Clients;

/// <summary>What a name in a description stands for in a compilation: in its own code or in what it references.</summary>
/// <param name="Types">The types that the whole name stands for: of any number of type parameters, unless the name says how many.</param>
/// <param name="Holders">The types that the name without its last part stands for.</param>
/// <param name="Members">The members that the last part names in these types or, where they have none, in what they derive from.</param>
internal sealed record DescribedSymbols(IReadOnlyList<INamedTypeSymbol> Types, IReadOnlyList<INamedTypeSymbol> Holders, IReadOnlyList<ISymbol> Members)
{
    /// <summary>The name, or the name of the member's type, stands for a type.</summary>
    public bool Names(INamedTypeSymbol type) => Types.Concat(Holders).Contains(type, SymbolEqualityComparer.Default);

    public static DescribedSymbols Of(DescribedPath path, Compilation compilation)
    {
        IReadOnlyList<INamespaceOrTypeSymbol> round = [compilation.GlobalNamespace];
        for (var i = 0; i < path.Parts.Count - 1 && round.Count > 0; i++)
            round = [.. round.SelectMany(symbol => Within(symbol, path.Parts[i]))];

        var last = path.Parts[path.Parts.Count - 1];
        var holders = round.OfType<INamedTypeSymbol>().ToList();
        return new(
            [.. round.SelectMany(symbol => Within(symbol, last)).OfType<INamedTypeSymbol>()],
            holders,
            [.. holders.SelectMany(holder => MembersOf(holder, last)).Distinct(SymbolEqualityComparer.Default).Cast<ISymbol>()]);
    }

    /// <summary>
    /// The type that a name which stands for nothing most likely means: of a namespace that is there, and named the same but for a typo or
    /// the number of its type parameters. Null where there is none, or several.
    /// </summary>
    public static INamedTypeSymbol? MeantBy(DescribedPath path, Compilation compilation)
    {
        IReadOnlyList<INamespaceSymbol> round = [compilation.GlobalNamespace];
        for (var i = 0; i < path.Parts.Count; i++)
        {
            var part = path.Parts[i];
            IReadOnlyList<INamespaceSymbol> next = [.. round.SelectMany(symbol => symbol.GetMembers(part.Name)).OfType<INamespaceSymbol>()];
            if (next.Count == 0)
                return i > 0 && Near(round, part.Name).ToList() is { Count: > 0 } near && near.TrueForAll(type => type.Name == near[0].Name) ? near[0] : null;
            round = next;
        }

        return null;
    }

    private static IEnumerable<INamedTypeSymbol> Near(IEnumerable<INamespaceSymbol> namespaces, string name) =>
        namespaces.SelectMany(symbol => symbol.GetTypeMembers()).Where(type => NearName.IsTypo(name, type.Name));

    private static IEnumerable<INamespaceOrTypeSymbol> Within(INamespaceOrTypeSymbol symbol, (string Name, int? Arity) part) =>
        symbol.GetMembers(part.Name).OfType<INamespaceOrTypeSymbol>()
            .Where(member => part.Arity is null || member is INamedTypeSymbol type && type.Arity == part.Arity);

    private static IEnumerable<ISymbol> MembersOf(INamedTypeSymbol holder, (string Name, int? Arity) part)
    {
        for (var type = holder; type is not null; type = type.BaseType)
        {
            if (Own(type) is { Count: > 0 } own)
                return own;
        }

        return holder.AllInterfaces.SelectMany(Own);

        List<ISymbol> Own(INamedTypeSymbol type) =>
        [
            .. type.OriginalDefinition.GetMembers(part.Name)
                .Where(member => member is not INamedTypeSymbol && (part.Arity is null || member is IMethodSymbol method && method.Arity == part.Arity)),
        ];
    }
}
