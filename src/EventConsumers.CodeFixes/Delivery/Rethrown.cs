using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>A catch clause that lets the exception through at its end, or after the last attempt of a retry loop.</summary>
internal static class Rethrown
{
    /// <summary>The tree with the clause rewritten; null where the result would not be sure.</summary>
    public static SyntaxNode? Of(CatchClauseSyntax clause, FixContext context)
    {
        var jumps = clause.Block.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Where(node => node is ReturnStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax or GotoStatementSyntax)
            .ToList();
        if (jumps.Exists(jump => jump.Parent != clause.Block || !ClauseEnd.IsJump((StatementSyntax)jump)))
            return null;

        if (RoundOf(clause) is { } loop)
        {
            return LastTurn(loop) is { } last
                ? context.Root.ReplaceNode(clause.Block, Inserted(clause.Block, FixedDocument.Statement($"if ({last})\nthrow;")))
                : null;
        }

        if (clause.Block.Statements.All(ClauseEnd.IsJump) && Unwrapped(clause) is { } bare)
            return context.Root.ReplaceNode(bare.Try, bare.Statements);

        return context.Root.ReplaceNode(clause.Block, ClauseEnd.Instead(clause.Block, FixedDocument.Statement("throw;")));
    }

    // A try that catches nothing but to throw it again is none.
    private static (TryStatementSyntax Try, IEnumerable<StatementSyntax> Statements)? Unwrapped(CatchClauseSyntax clause)
    {
        if (clause.Parent is not TryStatementSyntax { Finally: null, Catches.Count: 1, Parent: BlockSyntax } @try || @try.Block.Statements.Count == 0)
            return null;

        var statements = @try.Block.Statements.Select(statement => statement.WithAdditionalAnnotations(Formatter.Annotation)).ToList();
        statements[0] = statements[0].WithLeadingTrivia(@try.GetLeadingTrivia().AddRange(statements[0].GetLeadingTrivia().Where(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia))));
        return (@try, statements);
    }

    private static ForStatementSyntax? RoundOf(CatchClauseSyntax clause) =>
        clause.Ancestors().TakeWhile(node => node is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or ForEachStatementSyntax))
            .OfType<ForStatementSyntax>().FirstOrDefault();

    // for (var attempt = 1; attempt <= 3; attempt++): attempt == 3
    private static string? LastTurn(ForStatementSyntax loop) =>
        loop is { Condition: BinaryExpressionSyntax { Left: IdentifierNameSyntax counter, Right: var limit } condition, Incrementors: { Count: 1 } steps }
        && steps[0] is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression } or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression }
            ? (condition.Kind(), limit) switch
            {
                (SyntaxKind.LessThanOrEqualExpression, _) => $"{counter} == {limit}",
                (SyntaxKind.LessThanExpression, LiteralExpressionSyntax { Token.Value: int most }) => $"{counter} == {most - 1}",
                (SyntaxKind.LessThanExpression, IdentifierNameSyntax or MemberAccessExpressionSyntax) => $"{counter} == {limit} - 1",
                _ => null,
            }
            : null;

    private static BlockSyntax Inserted(BlockSyntax block, StatementSyntax statement)
    {
        var lineEnd = block.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return block.WithStatements(block.Statements.Insert(0, statement.WithTrailingTrivia(lineEnd))).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
