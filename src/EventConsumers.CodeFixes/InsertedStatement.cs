using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace EventConsumers.CodeFixes;

/// <summary>Puts a statement above another one.</summary>
internal static class InsertedStatement
{
    /// <summary>The statement that an expression belongs to, and above which another one runs once before it; null if there is none.</summary>
    public static StatementSyntax? Below(ExpressionSyntax expression)
    {
        var statement = expression.FirstAncestorOrSelf<SyntaxNode>(node => node is StatementSyntax or AnonymousFunctionExpressionSyntax or ConditionalAccessExpressionSyntax) as StatementSyntax;
        return statement is ExpressionStatementSyntax or LocalDeclarationStatementSyntax or ReturnStatementSyntax
            && statement.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax
                ? statement
                : null;
    }

    /// <summary>Writes the statement above; blank lines go above both, comments stay with the one below.</summary>
    public static void Above(SyntaxEditor editor, StatementSyntax statement, string text)
    {
        var leading = statement.GetLeadingTrivia();
        var indentation = leading.Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse().ToList();
        var blank = leading.TakeWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) || trivia.IsKind(SyntaxKind.WhitespaceTrivia)).ToList();
        var above = blank.Count == leading.Count ? leading : SyntaxFactory.TriviaList(blank);
        var below = blank.Count == leading.Count ? SyntaxFactory.TriviaList(indentation) : SyntaxFactory.TriviaList(indentation.Concat(leading.Skip(blank.Count)));
        var lineEnd = statement.GetTrailingTrivia().Concat(statement.SyntaxTree.GetRoot().DescendantTrivia()).FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        var added = FixedDocument.Statement(text).WithLeadingTrivia(above)
            .WithTrailingTrivia(lineEnd.IsKind(SyntaxKind.EndOfLineTrivia) ? lineEnd : SyntaxFactory.ElasticCarriageReturnLineFeed);
        if (statement.Parent is GlobalStatementSyntax global)
            editor.InsertBefore(global, SyntaxFactory.GlobalStatement(added));
        else
            editor.InsertBefore(statement, added);
        editor.ReplaceNode(statement, (current, _) => current.WithLeadingTrivia(below));
    }
}
