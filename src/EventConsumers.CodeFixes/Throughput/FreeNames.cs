using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>Names that nothing at a place has yet.</summary>
internal sealed class FreeNames
{
    private readonly HashSet<string> _taken;

    public FreeNames(SyntaxNode place, FixContext context)
    {
        _taken = [.. context.Model.LookupSymbols(place.SpanStart).Select(symbol => symbol.Name)];
        var member = place.FirstAncestorOrSelf<MemberDeclarationSyntax>(node => node is not GlobalStatementSyntax) ?? context.Root;
        _taken.UnionWith(member.DescendantTokens().Select(token => token.ValueText));
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
