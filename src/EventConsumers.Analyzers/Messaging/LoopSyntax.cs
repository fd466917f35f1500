using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells what stands in a loop by the text alone.</summary>
internal static class LoopSyntax
{
    /// <summary>A loop of any kind stands round the place, in the same member.</summary>
    public static bool IsRound(SyntaxNode place) =>
        place.AncestorsAndSelf().Any(node => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax);

    /// <summary>The innermost loop round the place, in the same function, if it ends with the process only: nothing that comes leaves it.</summary>
    public static SyntaxNode? EndlessRound(SyntaxNode place)
    {
        foreach (var node in place.Ancestors())
        {
            switch (node)
            {
                case WhileStatementSyntax loop:
                    return (loop.Condition.IsKind(SyntaxKind.TrueLiteralExpression) || AsksForStop(loop.Condition)) && !IsLeft(loop.Statement) ? loop : null;
                case ForStatementSyntax loop:
                    return (loop.Condition is null || AsksForStop(loop.Condition)) && !IsLeft(loop.Statement) ? loop : null;
                case CommonForEachStatementSyntax each when each.Expression.Span.Contains(place.Span):
                    break;
                case DoStatementSyntax or CommonForEachStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    private static bool AsksForStop(ExpressionSyntax condition) =>
        condition is PrefixUnaryExpressionSyntax { Operand: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsCancellationRequested" } };

    // A failure may leave it; so may whoever asks for the end.
    private static bool IsLeft(StatementSyntax body) => body
        .DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax and not LocalFunctionStatementSyntax and not CatchClauseSyntax)
        .Any(node => node is BreakStatementSyntax or ReturnStatementSyntax or GotoStatementSyntax);
}
