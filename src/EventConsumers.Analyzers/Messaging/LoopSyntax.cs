using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells what stands in a loop by the text alone.</summary>
internal static class LoopSyntax
{
    /// <summary>A loop of any kind stands round the place, in the same member.</summary>
    public static bool IsRound(SyntaxNode place) =>
        place.AncestorsAndSelf().Any(node => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax);
}
