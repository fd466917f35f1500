using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>A statement that does nothing but settle a message, to be moved, copied and turned into a refusal.</summary>
internal sealed class SettleStatement
{
    private readonly ExpressionStatementSyntax _call;
    private readonly InvocationExpressionSyntax _invocation;

    private SettleStatement(StatementSyntax statement, ExpressionStatementSyntax call, InvocationExpressionSyntax invocation)
    {
        Statement = statement;
        _call = call;
        _invocation = invocation;
    }

    /// <summary>The statement as it stands in the source.</summary>
    public StatementSyntax Statement { get; }

    /// <summary>
    /// The statements that can be moved to move a settle call, from the inside out: the call, a try round it alone, an if
    /// without else round it alone. Empty where the call is part of something larger.
    /// </summary>
    public static IEnumerable<SettleStatement> Round(SyntaxNode call)
    {
        if (call is not InvocationExpressionSyntax invocation || StatementOf(invocation) is not { } expression || expression.ContainsDirectives)
            yield break;

        StatementSyntax? statement = expression;
        while (statement is { ContainsDirectives: false })
        {
            yield return new SettleStatement(statement, expression, invocation);
            statement = statement.Parent switch
            {
                BlockSyntax { Statements.Count: 1, Parent: TryStatementSyntax { Finally: null } @try } block when @try.Block == block => @try,
                BlockSyntax { Statements.Count: 1, Parent: IfStatementSyntax { Else: null } choice } when IsPlain(choice.Condition) => choice,
                IfStatementSyntax { Else: null } choice when choice.Statement == statement && IsPlain(choice.Condition) => choice,
                _ => null,
            };
        }
    }

    /// <summary>The statement, to be inserted elsewhere, with the comments before it.</summary>
    public StatementSyntax Moved()
    {
        var comments = Statement.GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) || trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        return Laid(Statement.WithLeadingTrivia(comments));
    }

    /// <summary>One more of the statement, without comments.</summary>
    public StatementSyntax Copy() => Laid(Statement.WithoutLeadingTrivia());

    /// <summary>The statement that refuses the message instead, where the client can.</summary>
    public StatementSyntax Refusal(SettlementIdiom idiom, SemanticModel model)
    {
        var name = SyntaxFactory.Identifier(idiom.Reject!);
        var target = _invocation.Expression switch
        {
            MemberAccessExpressionSyntax member => member.WithName(SyntaxFactory.IdentifierName(name)),
            MemberBindingExpressionSyntax member => member.WithName(SyntaxFactory.IdentifierName(name)),
            var other => other,
        };
        var refusal = _invocation.WithExpression(target.WithTriviaFrom(_invocation.Expression)).WithArgumentList(Arguments(idiom, model));
        return Laid(Statement.ReplaceNode(_invocation, refusal).WithoutLeadingTrivia());
    }

    /// <summary>The settle call's own statement, to be replaced by its refusal where it stands.</summary>
    public ExpressionStatementSyntax Call => _call;

    // Tokens come last in every client and go by the same name; by name they need no position.
    private ArgumentListSyntax Arguments(SettlementIdiom idiom, SemanticModel model)
    {
        var arguments = new List<ArgumentSyntax>();
        ArgumentSyntax? token = null;
        foreach (var argument in _invocation.ArgumentList.Arguments)
        {
            if (argument.NameColon is null && model.GetTypeInfo(argument.Expression).Type.IsCancellationToken())
                token = Named("cancellationToken", argument.Expression.WithoutTrivia());
            else
                arguments.Add(argument);
        }

        if (idiom.RejectArguments is { } more)
            arguments.AddRange(SyntaxFactory.ParseArgumentList($"({more})").Arguments);
        if (token is not null)
            arguments.Add(token);

        var separators = Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), arguments.Count - 1);
        return _invocation.ArgumentList.WithArguments(SyntaxFactory.SeparatedList(arguments, separators));
    }

    private static ArgumentSyntax Named(string name, ExpressionSyntax value) => SyntaxFactory.Argument(
        SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(name), SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space)), default, value);

    private static ExpressionStatementSyntax? StatementOf(InvocationExpressionSyntax invocation)
    {
        SyntaxNode current = invocation;
        while (true)
        {
            switch (current.Parent)
            {
                case ExpressionStatementSyntax statement:
                    return statement;
                case AwaitExpressionSyntax or ParenthesizedExpressionSyntax:
                case ConditionalAccessExpressionSyntax access when access.WhenNotNull == current:
                case InvocationExpressionSyntax outer when outer.Expression == current && current != invocation:
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "Wait" or "AsTask" }:
                    current = current.Parent;
                    break;
                default:
                    return null;
            }
        }
    }

    // Asking twice, or later, gives the same answer.
    private static bool IsPlain(ExpressionSyntax condition) =>
        !condition.DescendantNodesAndSelf().Any(part => part is InvocationExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax
            or DeclarationExpressionSyntax or DeclarationPatternSyntax or VarPatternSyntax);

    private static StatementSyntax Laid(StatementSyntax statement) => statement.WithAdditionalAnnotations(Formatter.Annotation, SettleFixCheck.Mark);
}
