using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Clients;
using EventConsumers.CodeFixes.Delivery;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Scaling;

/// <summary>EVC5009: closes the consumer before it is disposed, whatever happens.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ConsumerNotClosedFix : RuleCodeFixProvider
{
    private const string Key = "Close";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC5009");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Others.Count != 1 || context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } build
            || context.Operation(build) is not IInvocationOperation operation
            || context.Catalog.MeaningOf(operation.TargetMethod)?.Client.LeaveGroup is not { } leave)
        {
            return [];
        }

        var root = context.Others[0].FirstAncestorOrSelf<SyntaxNode>(node => node is StatementSyntax or ArrowExpressionClauseSyntax) switch
        {
            LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } declaration => AfterDeclaration(declaration, Close(variables[0].Identifier.Text, leave), context.Root),
            UsingStatementSyntax { Statement: BlockSyntax block } @using when NameOf(@using) is { } name =>
                context.Root.ReplaceNode(block, block.WithStatements(Closing(block.Statements, Close(name, leave)))),
            ExpressionStatementSyntax { Parent: BlockSyntax } dispose => BeforeDispose(dispose, leave, context.Root),
            _ => null,
        };
        return root is null ? [] : [new Fix($"Call '{leave}' before it is disposed", Key, await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }

    // The rest of the block is tried, and the consumer closed in the end.
    private static SyntaxNode? AfterDeclaration(LocalDeclarationStatementSyntax declaration, StatementSyntax close, SyntaxNode root)
    {
        if (declaration.Parent is not BlockSyntax block)
            return null;

        var count = block.Statements.IndexOf(declaration) + 1;
        var rest = block.Statements.Skip(count).ToList();
        return rest.Count == 0
            ? null
            : root.ReplaceNode(block, block.WithStatements(SyntaxFactory.List(block.Statements.Take(count).Concat(Closing(SyntaxFactory.List(rest), close)))));
    }

    private static SyntaxList<StatementSyntax> Closing(SyntaxList<StatementSyntax> statements, StatementSyntax close)
    {
        if (statements.Count == 0)
            return statements.Add(close);

        // A try at the end, behind what cannot take long, closes in its own finally.
        if (statements.Last() is TryStatementSyntax last && statements.Take(statements.Count - 1).All(statement => statement is ExpressionStatementSyntax or LocalDeclarationStatementSyntax))
        {
            var closed = last.Finally is { } clause
                ? last.WithFinally(clause.WithBlock(clause.Block.AddStatements(close)))
                : last.WithFinally(Finally(close));
            return statements.Replace(last, closed.WithAdditionalAnnotations(Formatter.Annotation));
        }

        var first = statements[0];
        var above = first.GetLeadingTrivia();
        var breaks = above.TakeWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToList();
        statements = statements.Replace(first, first.WithLeadingTrivia(above.Skip(breaks.Count)));
        return SyntaxFactory.SingletonList<StatementSyntax>(
            SyntaxFactory.TryStatement(SyntaxFactory.Block(statements), default, Finally(close))
                .WithLeadingTrivia(breaks)
                .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
                .WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static FinallyClauseSyntax Finally(StatementSyntax close) => SyntaxFactory.FinallyClause(SyntaxFactory.Block(close));

    private static SyntaxNode? BeforeDispose(ExpressionStatementSyntax dispose, string leave, SyntaxNode root)
    {
        var name = dispose.DescendantNodes().OfType<IdentifierNameSyntax>().LastOrDefault(node => node.Identifier.ValueText is "Dispose");
        return name is null
            ? null
            : root.InsertNodesBefore(dispose, [dispose.ReplaceNode(name, SyntaxFactory.IdentifierName(leave)).WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)])
                is var changed && dispose.GetLeadingTrivia().Any(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia)) ? null : changed;
    }

    private static string? NameOf(UsingStatementSyntax @using) => @using switch
    {
        { Declaration.Variables: { Count: 1 } variables } => variables[0].Identifier.Text,
        { Expression: { } expression } when ManualReceive.IsPlain(expression) => expression.ToString(),
        _ => null,
    };

    private static StatementSyntax Close(string consumer, string leave) => SettleCall.Statement($"{consumer}.{leave}();");
}
