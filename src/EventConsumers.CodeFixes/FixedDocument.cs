using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace EventConsumers.CodeFixes;

/// <summary>Finishes what a fix wrote: imports its namespaces, shortens its names and lays it out in the style of the file.</summary>
internal static class FixedDocument
{
    /// <summary>The context's document with a new root.</summary>
    public static async Task<Document> WithRootAsync(this FixContext context, SyntaxNode root)
    {
        var token = context.CancellationToken;
        var document = context.Document.WithSyntaxRoot(root);
        document = await ImportAdder.AddImportsAsync(document, Simplifier.AddImportsAnnotation, cancellationToken: token).ConfigureAwait(false);
        document = await Simplifier.ReduceAsync(document, Simplifier.Annotation, cancellationToken: token).ConfigureAwait(false);
        return await Formatter.FormatAsync(document, Formatter.Annotation, cancellationToken: token).ConfigureAwait(false);
    }

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
                .Where(part => part is QualifiedNameSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "System" } }),
            (_, name) => name.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation));
}
