using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>Rewrites the returns of a task-returning body as an async body has them; nested functions stay as they are.</summary>
internal sealed class TaskReturns : CSharpSyntaxRewriter
{
    private readonly StatementSyntax? _last;
    private readonly bool _hasResult;

    private TaskReturns(BlockSyntax body, bool hasResult)
    {
        _last = body.Statements.LastOrDefault();
        _hasResult = hasResult;
    }

    public static BlockSyntax Rewrite(BlockSyntax body, Returned returned) =>
        returned == Returned.Plain ? body : (BlockSyntax)new TaskReturns(body, returned == Returned.TaskOfValue).Visit(body)!;

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) => node;

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) => node;

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) => node;

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) => node;

    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var statements = node.Statements.SelectMany(statement => statement is ReturnStatementSyntax ret ? Rewritten(ret) : [(StatementSyntax)Visit(statement)!]);
        return node.WithStatements(SyntaxFactory.List(statements));
    }

    public override SyntaxNode? VisitSwitchSection(SwitchSectionSyntax node)
    {
        var statements = node.Statements.SelectMany(statement => statement is ReturnStatementSyntax ret ? Rewritten(ret) : [(StatementSyntax)Visit(statement)!]);
        return node.WithStatements(SyntaxFactory.List(statements));
    }

    // Where only one statement has room: if (…) return SendAsync();
    public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node)
    {
        var statements = Rewritten(node).ToList();
        return statements.Count == 1
            ? statements[0]
            : SyntaxFactory.Block(statements.Select(statement => statement.WithoutTrivia().WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed))).WithTriviaFrom(node).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private IEnumerable<StatementSyntax> Rewritten(ReturnStatementSyntax node)
    {
        if (node.Expression is not { } task)
            return [node];

        if (_hasResult)
        {
            var result = ResultOf(task) ?? SyntaxFactory.AwaitExpression(task.WithoutTrivia()).WithTriviaFrom(task);
            return [node.WithExpression(result)];
        }

        var end = SyntaxFactory.ReturnStatement().WithTriviaFrom(node);
        var isLast = node == _last;
        if (IsCompleted(task))
            return isLast && !node.GetLeadingTrivia().Concat(node.GetTrailingTrivia()).Any(IsComment) ? [] : [end];

        var wait = SyntaxFactory.ExpressionStatement(SyntaxFactory.AwaitExpression(task.WithoutTrivia())).WithTriviaFrom(node).WithAdditionalAnnotations(Formatter.Annotation);
        return isLast ? [wait] : [wait, end.WithLeadingTrivia().WithAdditionalAnnotations(Formatter.Annotation)];
    }

    private static bool IsCompleted(ExpressionSyntax task) =>
        task is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" }
        || task is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression } or DefaultExpressionSyntax
        || ResultOf(task) is LiteralExpressionSyntax or IdentifierNameSyntax;

    // Task.FromResult(value)
    private static ExpressionSyntax? ResultOf(ExpressionSyntax task) =>
        task is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult" }, ArgumentList.Arguments: { Count: 1 } arguments }
            ? arguments[0].Expression
            : null;

    private static bool IsComment(SyntaxTrivia trivia) => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);
}
