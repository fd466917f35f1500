using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes;

/// <summary>Writes a setting into the object initializer of options.</summary>
internal static class ObjectSetting
{
    /// <summary>The creation with one more setting, in an initializer of its own if it has none.</summary>
    public static BaseObjectCreationExpressionSyntax Add(BaseObjectCreationExpressionSyntax creation, string setting, ExpressionSyntax value) => creation
        .WithInitializer(Add(creation.Initializer ?? SyntaxFactory.InitializerExpression(SyntaxKind.ObjectInitializerExpression), setting, value))
        .WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>The initializer with one more setting, on a line of its own where the others are.</summary>
    public static InitializerExpressionSyntax Add(InitializerExpressionSyntax initializer, string setting, ExpressionSyntax value) =>
        Add(initializer, SyntaxFactory.AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, SyntaxFactory.IdentifierName(setting), value));

    /// <inheritdoc cref="Add(InitializerExpressionSyntax, string, ExpressionSyntax)"/>
    public static InitializerExpressionSyntax Add(InitializerExpressionSyntax initializer, ExpressionSyntax setting)
    {
        var expressions = initializer.Expressions;
        if (expressions.Count == 0)
            return initializer.WithExpressions(expressions.Add(setting));

        var last = expressions[expressions.Count - 1];
        var hasTrailingComma = expressions.SeparatorCount == expressions.Count;
        var added = setting.WithLeadingTrivia(last.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
        if (hasTrailingComma)
        {
            var separator = expressions.GetSeparator(expressions.Count - 1);
            return initializer.WithExpressions(SyntaxFactory.SeparatedList<ExpressionSyntax>(
                expressions.GetWithSeparators().Add(added).Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(LineEnd(separator.TrailingTrivia)))));
        }

        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(last.GetTrailingTrivia());
        var nodes = expressions.Replace(last, last.WithTrailingTrivia()).GetWithSeparators().Add(comma).Add(added.WithTrailingTrivia(LineEnd(last.GetTrailingTrivia())));
        return initializer.WithExpressions(SyntaxFactory.SeparatedList<ExpressionSyntax>(nodes));
    }

    // Comments stay with what they are about.
    private static IEnumerable<SyntaxTrivia> LineEnd(SyntaxTriviaList trivia) =>
        trivia.Any(part => !part.IsKind(SyntaxKind.WhitespaceTrivia) && !part.IsKind(SyntaxKind.EndOfLineTrivia))
            ? trivia.Where(part => part.IsKind(SyntaxKind.EndOfLineTrivia))
            : trivia;
}
