using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>EVC2012: lets go of the starting thread first.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class BlockingReceiveDelaysHostStartFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC2012");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Others.Count == 0 || context.Others[0].FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { Body.Statements: { Count: > 0 } statements } method)
            return [];

        var changed = (MethodDeclarationSyntax)(method.Modifiers.Any(SyntaxKind.AsyncKeyword) ? method : AsyncFunction.Of(method, Returned.Task));
        var call = SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, FixedDocument.Type("System.Threading.Tasks.Task"), SyntaxFactory.IdentifierName("Yield")));
        var yield = SyntaxFactory.ExpressionStatement(SyntaxFactory.AwaitExpression(call))
            .WithLeadingTrivia(Indentation(statements[0]))
            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        changed = changed.WithBody(changed.Body!.WithStatements(changed.Body.Statements.Insert(0, yield)));
        var document = await LaidOut.AsTheFileIsAsync(context, context.Root.ReplaceNode(method, changed)).ConfigureAwait(false);
        return [new Fix("Let the host go on with 'await Task.Yield()'", "Yield", document)];
    }

    private static SyntaxTriviaList Indentation(StatementSyntax statement) =>
        SyntaxFactory.TriviaList(statement.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
}
