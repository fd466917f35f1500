using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1008: leaves settling to the handler, or takes out the second of two calls that follow each other.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MessageSettledTwiceFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1008");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Others.Count == 0)
            return [];

        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        if (Write(editor, context) is not var (title, key))
            return [];

        return [new Fix(title, key, await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false))];
    }

    private static (string Title, string Key)? Write(SyntaxEditor editor, FixContext context)
    {
        var setting = context.Others[0].FirstAncestorOrSelf<SyntaxNode>(node => node is ArgumentSyntax or AttributeArgumentSyntax or StatementSyntax);
        switch (setting)
        {
            case ArgumentSyntax { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression } value }:
                editor.ReplaceNode(value, False.WithTriviaFrom(value));
                return ("Settle in the handler only", "SettleManually");

            case AttributeArgumentSyntax { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression } value }:
                editor.ReplaceNode(value, False.WithTriviaFrom(value));
                return ("Settle in the handler only", "SettleManually");
        }

        // The second runs only after the first, and never without it.
        if (StatementOf(context.Others[0]) is not { Parent: BlockSyntax block } first
            || StatementOf(context.Node) is not { } second || second.Parent != block
            || block.Statements.IndexOf(first) > block.Statements.IndexOf(second)
            || Between(block, first, second).Any(statement => statement is LabeledStatementSyntax))
        {
            return null;
        }

        var name = CalledName(second);
        if (RemovedStatement.Next(second) is not null)
            RemovedStatement.Remove(editor, second);
        else
            editor.RemoveNode(second, HasComment(second) ? SyntaxRemoveOptions.KeepLeadingTrivia : SyntaxRemoveOptions.KeepNoTrivia);
        return ($"Remove the second '{name}'", "RemoveSecond");
    }

    private static LiteralExpressionSyntax False => SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression);

    private static ExpressionStatementSyntax? StatementOf(SyntaxNode call)
    {
        var current = call.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.Parent;
        while (current is AwaitExpressionSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" })
            current = current.Parent;
        return current as ExpressionStatementSyntax;
    }

    private static IEnumerable<StatementSyntax> Between(BlockSyntax block, StatementSyntax first, StatementSyntax second) =>
        block.Statements.Skip(block.Statements.IndexOf(first) + 1).Take(block.Statements.IndexOf(second) - block.Statements.IndexOf(first));

    private static string CalledName(ExpressionStatementSyntax statement) =>
        statement.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(AwaitedStatement.NameOf).First(name => name != "ConfigureAwait");

    private static bool HasComment(SyntaxNode node) =>
        node.GetLeadingTrivia().Any(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
