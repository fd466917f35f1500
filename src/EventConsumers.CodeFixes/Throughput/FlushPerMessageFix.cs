using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Rules.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>EVC2010: removes a flush that waits for nothing, or flushes once behind the loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class FlushPerMessageFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC2010");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Parent: ExpressionStatementSyntax { Parent: BlockSyntax body } statement } flush
            || flush.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name })
        {
            return [];
        }

        if (context.Diagnostic.Properties.ContainsKey(FlushPerMessage.Awaited))
            return [new Fix($"Remove '{name}'", "Remove", await LaidOut.AsTheFileIsAsync(context, Without(context.Root, statement)).ConfigureAwait(false))];

        if (context.Others.Count == 0 || context.Others[0] is not StatementSyntax { Parent: BlockSyntax } loop
            || body.Parent != loop || body.Statements.Last() != statement || LeavesFunction(loop) || ReadsTurn(flush, loop, context))
        {
            return [];
        }

        var after = statement.WithoutTrivia().WithLeadingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed).WithTrailingTrivia(loop.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
        var root = context.Root.ReplaceNode(loop, new[] { (StatementSyntax)Without(loop, statement), after });
        return [new Fix($"Call '{name}' once after the loop", "AfterLoop", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }

    private static SyntaxNode Without(SyntaxNode root, StatementSyntax statement)
    {
        var hasComment = statement.GetLeadingTrivia().Concat(statement.GetTrailingTrivia()).Any(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return root.RemoveNode(statement, hasComment ? SyntaxRemoveOptions.KeepExteriorTrivia : SyntaxRemoveOptions.KeepNoTrivia)!;
    }

    private static bool ReadsTurn(InvocationExpressionSyntax flush, StatementSyntax loop, FixContext context) =>
        flush.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
            context.Model.GetSymbolInfo(name, context.CancellationToken).Symbol is ILocalSymbol local
            && local.DeclaringSyntaxReferences.Any(reference => loop.Span.Contains(reference.Span)));

    private static bool LeavesFunction(StatementSyntax loop) =>
        loop.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(node => node is ReturnStatementSyntax or GotoStatementSyntax or YieldStatementSyntax);
}
