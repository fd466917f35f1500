using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Rules.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>EVC2004: queues every message in the loop, and waits for all of them behind it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MessagesSentOneByOneFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC2004");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        // Where calls in flight may overtake one another, only a batch is right, and what a batch holds is limited.
        if (!context.Diagnostic.Properties.ContainsKey(MessagesSentOneByOne.InOrder)
            || context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } send
            || context.Others.Count == 0 || context.Others[0] is not StatementSyntax { Parent: BlockSyntax } loop
            || AwaitOf(send) is not { Parent: ExpressionStatementSyntax statement } wait
            || !IsLastIn(loop, statement)
            || LeavesFunction(loop))
        {
            return [];
        }

        var list = new FreeNames(loop, context).Next("deliveries");
        var suffix = wait.Expression == send ? "" : wait.Expression.ToString().Substring(send.ToString().Length);
        var collected = loop.ReplaceNode(
            statement,
            statement.WithExpression(SyntaxFactory.ParseExpression($"{list}.Add({send})").WithTriviaFrom(statement.Expression)));
        var root = context.Root.ReplaceNode(loop, Statements(loop, collected, list, suffix, context.Root));
        return [new Fix("Wait for all deliveries after the loop", "WaitTogether", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }

    private static StatementSyntax[] Statements(StatementSyntax loop, StatementSyntax collected, string list, string suffix, SyntaxNode root)
    {
        var blankLines = loop.GetLeadingTrivia().TakeWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToList();
        var lineEnd = root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return
        [
            FixedDocument.Statement($"var {list} = new System.Collections.Generic.List<System.Threading.Tasks.Task>();").WithLeadingTrivia(blankLines).WithTrailingTrivia(lineEnd),
            collected.WithLeadingTrivia(loop.GetLeadingTrivia().Skip(blankLines.Count)),
            FixedDocument.Statement($"await System.Threading.Tasks.Task.WhenAll({list}){suffix};").WithTrailingTrivia(lineEnd),
        ];
    }

    // await send;  await send.ConfigureAwait(false);
    private static AwaitExpressionSyntax? AwaitOf(InvocationExpressionSyntax send) => send.Parent switch
    {
        AwaitExpressionSyntax wait => wait,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax { Parent: AwaitExpressionSyntax wait } } => wait,
        _ => null,
    };

    // What follows the send in a turn counts on the message having arrived.
    private static bool IsLastIn(StatementSyntax loop, StatementSyntax statement) =>
        statement.Parent == loop || statement.Parent is BlockSyntax block && block.Parent == loop && block.Statements.Last() == statement;

    private static bool LeavesFunction(StatementSyntax loop) =>
        loop.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(node => node is ReturnStatementSyntax or GotoStatementSyntax or YieldStatementSyntax);
}
