using System.Collections.Immutable;
using System.Composition;
using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1021: takes null for an empty list.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class EmptyReceiveDereferencedFix : RuleCodeFixProvider
{
    // LanguageVersion.CSharp12, which Roslyn 4.5 does not name.
    private const int CollectionExpressions = 1200;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1021");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        var reads = context.Others.Prepend(context.Node).Select(node => node.FirstAncestorOrSelf<MemberAccessExpressionSyntax>()).OfType<MemberAccessExpressionSyntax>().Distinct().ToList();
        if (reads.Count == 0 || context.Model.GetTypeInfo(reads[0]).Type is not { } type)
            return [];

        var empty = context.Root.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: var version } && (int)version >= CollectionExpressions
            ? "[]"
            : $"new {type.ToDisplayString()}()";
        var root = reads.Count > 1 && Collected(reads, empty, context) is { } collected
            ? collected
            : context.Root.ReplaceNodes(reads, (read, _) => OrEmpty(read, empty).WithTriviaFrom(read));
        return [new Fix($"Take an empty list where '{reads[0].Name}' is null", "OrEmpty", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }

    private static ExpressionSyntax OrEmpty(MemberAccessExpressionSyntax read, string empty)
    {
        var value = FixedDocument.Expression($"{read.WithoutTrivia()} ?? {empty}");
        return read.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax ? SyntaxFactory.ParenthesizedExpression(value) : value;
    }

    // var messages = response.Messages ?? []; behind the receive.
    private static SyntaxNode? Collected(List<MemberAccessExpressionSyntax> reads, string empty, FixContext context)
    {
        if (reads[0].Expression is not IdentifierNameSyntax response
            || context.Model.GetSymbolInfo(response).Symbol is not ILocalSymbol local
            || local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.CancellationToken) is not VariableDeclaratorSyntax
                {
                    Initializer: not null, Parent.Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } declaration,
                }
            || block.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => assignment.Left.ToString() == local.Name)
            || reads.Exists(read => read.Expression.ToString() != local.Name))
        {
            return null;
        }

        var name = new FreeNames(declaration, context).Next("messages");
        var lineEnd = context.Root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        var marker = new SyntaxAnnotation();
        var root = context.Root.ReplaceNodes(
            reads.Cast<SyntaxNode>().Append(declaration),
            (node, current) => node == declaration ? current.WithAdditionalAnnotations(marker) : SyntaxFactory.IdentifierName(name).WithTriviaFrom(node));
        var list = FixedDocument.Statement($"var {name} = {reads[0].WithoutTrivia()} ?? {empty};").WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation);
        return root.InsertNodesAfter(root.GetAnnotatedNodes(marker).Single(), [list]);
    }
}
