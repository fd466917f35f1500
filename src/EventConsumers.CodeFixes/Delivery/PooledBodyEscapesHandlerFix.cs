using System.Collections.Immutable;
using System.Composition;
using EventConsumers.CodeFixes.Throughput;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1011: copies the body before it is kept.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PooledBodyEscapesHandlerFix : RuleCodeFixProvider
{
    private const string Key = "CopyBody";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1011");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<ExpressionSyntax>(node => node.Parent is not MemberAccessExpressionSyntax access || access.Name != node) is not { } body
            || !context.Model.GetTypeInfo(body, context.CancellationToken).Type.Is("System", "ReadOnlyMemory"))
        {
            return [];
        }

        var root = StatementRoundLambda(body) is { } statement ? CopiedBefore(statement, body, context) : context.Root.ReplaceNode(body, Copy(body).WithTriviaFrom(body));
        return [new Fix($"Copy '{body}' with 'ToArray'", Key, await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }

    private static InvocationExpressionSyntax Copy(ExpressionSyntax body) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, body.WithoutTrivia(), SyntaxFactory.IdentifierName("ToArray")));

    // The statement that starts a lambda which reads the body later; null where the body is kept as it is.
    private static StatementSyntax? StatementRoundLambda(ExpressionSyntax body)
    {
        var statement = body.Ancestors().OfType<AnonymousFunctionExpressionSyntax>()
            .FirstOrDefault(lambda => lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Run" or "StartNew" or "ContinueWith" } } })
            ?.FirstAncestorOrSelf<StatementSyntax>();
        return statement?.Parent is BlockSyntax ? statement : null;
    }

    // var body = ea.Body.ToArray(); in front, and the copy wherever the statement reads the body.
    private static SyntaxNode CopiedBefore(StatementSyntax statement, ExpressionSyntax body, FixContext context)
    {
        var name = new FreeNames(statement, context).Next("body");
        var reads = statement.DescendantNodes().OfType<ExpressionSyntax>().Where(node => SyntaxFactory.AreEquivalent(node, body)).Select(Read).ToList();
        var copied = statement.ReplaceNodes(reads, (original, _) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(original));
        var declaration = SyntaxFactory.ParseStatement($"var {name} = {Copy(body)};")
            .WithLeadingTrivia(statement.GetLeadingTrivia())
            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        var indentation = statement.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        return context.Root.ReplaceNode(statement, new[] { declaration, copied.WithLeadingTrivia(indentation) });
    }

    // A view or a copy of the body is the copy now.
    private static ExpressionSyntax Read(ExpressionSyntax body) => body.Parent switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToArray", Parent: InvocationExpressionSyntax call } => call,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Span" } span => span,
        _ => body,
    };
}
