using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Writes what a catch clause does last.</summary>
internal static class ClauseEnd
{
    /// <summary>The clause's block with a statement at its end, before the jump that it ends with.</summary>
    public static BlockSyntax With(BlockSyntax block, StatementSyntax statement)
    {
        var index = block.Statements.LastOrDefault() is ReturnStatementSyntax or ContinueStatementSyntax ? block.Statements.Count - 1 : block.Statements.Count;
        return Inserted(block, index, statement);
    }

    /// <summary>The clause's block ending with a statement that takes the place of the jump that it ends with.</summary>
    public static BlockSyntax Instead(BlockSyntax block, StatementSyntax statement)
    {
        if (block.Statements.Count == 0 || !IsJump(block.Statements.Last()))
            return Inserted(block, block.Statements.Count, statement);

        var last = block.Statements.Last();
        return block.ReplaceNode(last, statement.WithTriviaFrom(last));
    }

    /// <summary>The statement only ends the clause, and returns nothing.</summary>
    public static bool IsJump(StatementSyntax statement) => statement switch
    {
        ContinueStatementSyntax => true,
        ReturnStatementSyntax { Expression: null or LiteralExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" } } => true,
        _ => false,
    };

    // Comments at the end of the block stand before its brace.
    private static BlockSyntax Inserted(BlockSyntax block, int index, StatementSyntax statement)
    {
        var lineEnd = block.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        var comments = index == block.Statements.Count && block.CloseBraceToken.LeadingTrivia.Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia))
            ? block.CloseBraceToken.LeadingTrivia
            : default;
        if (comments.Count > 0)
            block = block.WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia(SyntaxFactory.ElasticMarker));

        return block
            .WithStatements(block.Statements.Insert(index, statement.WithLeadingTrivia(comments).WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation)))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}
