using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>What to call the handlers that run a piece of code, whichever of them is analysed first.</summary>
internal static class HandlerName
{
    /// <summary>The handlers that a helper serves.</summary>
    public static string OfCallers(ISymbol? helper) => helper is null ? "the handlers" : $"the handlers that call '{helper.Name}'";

    /// <summary>The handler in which the first of the places stands that is in one; otherwise the callers of the method round the first place.</summary>
    public static string Of(IEnumerable<SyntaxNode> places, BodyFacts facts)
    {
        ISymbol? helper = null;
        foreach (var place in places.OrderBy(place => place.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(place => place.SpanStart))
        {
            if (facts.Compilation.Source.MemberRound(place, facts.CancellationToken) is not IMethodSymbol { MethodKind: not (MethodKind.Constructor or MethodKind.StaticConstructor) } member)
                continue;

            var body = SymbolEqualityComparer.Default.Equals(member, facts.Owner) ? facts : facts.Of(member);
            if (body?.Handlers.FirstOrDefault(handler => Holds(handler.Body.Syntax, place)) is { } handler)
                return handler.Name;
            helper ??= member;
        }

        return OfCallers(helper);
    }

    private static bool Holds(SyntaxNode code, SyntaxNode place) => code.SyntaxTree == place.SyntaxTree && code.Span.Contains(place.Span);
}
