using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>Names that nothing at a place has yet.</summary>
internal sealed class FreeNames
{
    private readonly HashSet<string> _taken;

    /// <param name="place">Where the names are to be used.</param>
    /// <param name="context">The finding.</param>
    /// <param name="scope">The code that a name must not stand in yet; by default the whole member.</param>
    public FreeNames(SyntaxNode place, FixContext context, SyntaxNode? scope = null)
    {
        _taken = [.. context.Model.LookupSymbols(place.SpanStart).Select(symbol => symbol.Name)];
        scope ??= place.FirstAncestorOrSelf<MemberDeclarationSyntax>(node => node is not GlobalStatementSyntax) ?? context.Root;
        _taken.UnionWith(scope.DescendantTokens().Select(token => token.ValueText));
    }

    /// <summary>The wish, or the wish with a number behind it.</summary>
    public string Next(string wish)
    {
        var name = wish;
        for (var number = 2; !_taken.Add(name); number++)
            name = wish + number;
        return name;
    }
}
