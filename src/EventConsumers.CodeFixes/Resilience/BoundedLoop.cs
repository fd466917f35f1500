using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>
/// Counts the attempts of a retry loop and lets the failure of the last one through, to whoever dead-letters the message.
/// </summary>
internal static class BoundedLoop
{
    /// <summary>The file in which the loop is bounded; null where it has no sure form.</summary>
    public static SyntaxNode? Of(RetryLoop retry, int attempts, FixContext context)
    {
        var loop = (StatementSyntax)retry.Loop.Syntax;
        if (Rewriting.CounterName(loop) is not { } counter || Head(loop) is not { } head)
            return null;

        var changes = new Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>>();
        foreach (var clause in retry.Try.Catches.Select(clause => (CatchClauseSyntax)clause.Syntax))
        {
            if (clause == retry.Clause.Syntax || !LeavesByItself(clause))
                changes.Add(clause, current => WithLimit((CatchClauseSyntax)current, counter, attempts));
        }

        AddBackOff(retry, loop, counter, context, changes);
        var body = loop.ReplaceNodes(changes.Keys, (original, current) => changes[original](current));
        return context.Root.ReplaceNode(loop, Counted(body, head, counter));
    }

    private sealed record LoopHead(ExpressionSyntax? Condition, SyntaxTriviaList AfterHead);

    private static LoopHead? Head(StatementSyntax loop) => loop switch
    {
        WhileStatementSyntax statement => new LoopHead(Condition(statement.Condition), statement.CloseParenToken.TrailingTrivia),
        DoStatementSyntax statement => new LoopHead(Condition(statement.Condition), statement.DoKeyword.TrailingTrivia),
        ForStatementSyntax { Declaration: null, Initializers.Count: 0, Incrementors.Count: 0 } statement =>
            new LoopHead(statement.Condition, statement.CloseParenToken.TrailingTrivia),
        _ => null,
    };

    private static ExpressionSyntax? Condition(ExpressionSyntax condition) => condition.IsKind(SyntaxKind.TrueLiteralExpression) ? null : condition.WithoutTrivia();

    private static ForStatementSyntax Counted(StatementSyntax loop, LoopHead head, string counter)
    {
        var statement = loop switch
        {
            WhileStatementSyntax @while => @while.Statement,
            DoStatementSyntax @do => @do.Statement.WithTrailingTrivia(@do.GetTrailingTrivia()),
            ForStatementSyntax @for => @for.Statement,
            _ => throw new ArgumentException("Not a loop that is counted.", nameof(loop)),
        };
        var written = (ForStatementSyntax)SyntaxFactory.ParseStatement($"for (var {counter} = 1; {head.Condition}; {counter}++) {{ }}");
        return written
            .WithForKeyword(written.ForKeyword.WithLeadingTrivia(loop.GetLeadingTrivia()))
            .WithCloseParenToken(written.CloseParenToken.WithTrailingTrivia(head.AfterHead))
            .WithStatement(statement);
    }

    private static bool LeavesByItself(CatchClauseSyntax clause) => clause.Block.DescendantNodes().Any(node =>
        node is ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or GotoStatementSyntax);

    // catch (Exception e) when (attempt < 5)
    private static CatchClauseSyntax WithLimit(CatchClauseSyntax clause, string counter, int attempts)
    {
        var limit = $"{counter} < {attempts}";
        if (clause.Filter is { } filter)
        {
            var condition = filter.FilterExpression is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression }
                or ConditionalExpressionSyntax or AssignmentExpressionSyntax
                    ? SyntaxFactory.ParenthesizedExpression(filter.FilterExpression)
                    : filter.FilterExpression;
            var both = SyntaxFactory.ParseExpression($"{condition.WithoutTrivia()} && {limit}");
            return clause.WithFilter(filter.WithFilterExpression(both.WithTriviaFrom(filter.FilterExpression)));
        }

        var before = clause.Declaration?.GetLastToken() ?? clause.CatchKeyword;
        var written = SyntaxFactory.CatchFilterClause(
            SyntaxFactory.Token(SyntaxKind.WhenKeyword).WithTrailingTrivia(SyntaxFactory.Space),
            SyntaxFactory.Token(SyntaxKind.OpenParenToken),
            SyntaxFactory.ParseExpression(limit),
            SyntaxFactory.Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(before.TrailingTrivia));
        return clause.ReplaceToken(before, before.WithTrailingTrivia(SyntaxFactory.Space)).WithFilter(written);
    }

    // Async code waits longer after each attempt; other code keeps the delay that it has.
    private static void AddBackOff(
        RetryLoop retry, StatementSyntax loop, string counter, FixContext context, Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> changes)
    {
        if (!BackOffDelay.IsPossibleAt(loop))
            return;

        var compilation = context.Model.Compilation;
        var clause = (CatchClauseSyntax)retry.Clause.Syntax;
        var delays = retry.StatementsAfterFailure.SelectMany(statement => statement.InSameFunction()).OfType<IInvocationOperation>().Where(IsDelay).ToList();
        if (delays.Count > 1 || delays.Exists(delay => !IsFixed(delay)))
            return;

        if (delays.Count == 1 && delays[0].Syntax is InvocationExpressionSyntax delay)
        {
            var call = BackOffDelay.Of(counter, compilation, delay.ArgumentList.Arguments.Skip(1).FirstOrDefault()?.ToString() ?? BackOffDelay.TokenAt(delay, context));
            if (delays[0].TargetMethod.Name == "Sleep")
                changes.Add(delay, _ => BackOffDelay.Awaited(call).WithTriviaFrom(delay));
            else
                changes.Add(delay, _ => call.WithTriviaFrom(delay));
            return;
        }

        changes.Add(clause.Block, current => BackOffDelay.AtTheEnd((BlockSyntax)current, BackOffDelay.Statement(clause.Block, counter, context)));
    }

    private static bool IsDelay(IInvocationOperation invocation) =>
        invocation.TargetMethod.Is("System.Threading.Tasks", "Task", "Delay") || invocation.TargetMethod.Is("System.Threading", "Thread", "Sleep");

    // A delay that is computed may already grow.
    private static bool IsFixed(IInvocationOperation delay) => delay.Arguments[0].Value.Unwrapped() switch
    {
        { ConstantValue.HasValue: true } => true,
        IInvocationOperation { TargetMethod.ContainingType: var type } from when type.Is("System", "TimeSpan") =>
            from.Arguments.All(argument => argument.Value.Unwrapped().ConstantValue.HasValue),
        IObjectCreationOperation creation when creation.Type.Is("System", "TimeSpan") =>
            creation.Arguments.All(argument => argument.Value.Unwrapped().ConstantValue.HasValue),
        _ => false,
    };
}
