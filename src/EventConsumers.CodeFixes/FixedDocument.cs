using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace EventConsumers.CodeFixes;

/// <summary>What a fix writes, its full names to be imported and shortened.</summary>
internal static class FixedDocument
{
    /// <summary>A type by its full name, to be imported and shortened.</summary>
    public static TypeSyntax Type(string fullName) =>
        SyntaxFactory.ParseTypeName(fullName).WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);

    /// <summary>An expression, with its full names to be imported and shortened.</summary>
    public static ExpressionSyntax Expression(string text) => Annotated(SyntaxFactory.ParseExpression(text));

    /// <summary>A statement, with its full names to be imported and shortened, and to be laid out; lines end in <c>\n</c>.</summary>
    public static StatementSyntax Statement(string text)
    {
        var statement = SyntaxFactory.ParseStatement(text);
        statement = statement.ReplaceTrivia(
            statement.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)),
            (_, _) => SyntaxFactory.ElasticCarriageReturnLineFeed);
        return Annotated(statement).WithAdditionalAnnotations(Formatter.Annotation);
    }

    // Full names of types, and those of classes whose static members are used.
    private static T Annotated<T>(T node)
        where T : SyntaxNode => node.ReplaceNodes(
            node.DescendantNodesAndSelf(part => part is not QualifiedNameSyntax)
                .Where(part => part is QualifiedNameSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "System" or "EventConsumers" } }),
            (_, name) => name.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation));
}
