using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>Has a loop that counts its attempts wait longer after each, and not after the last one.</summary>
internal static class BackOffLoop
{
    /// <summary>The file in which the loop waits; null where the code cannot wait, or its number does not grow.</summary>
    public static SyntaxNode? Of(RetryLoop retry, FixContext context)
    {
        var loop = (StatementSyntax)retry.Loop.Syntax;
        var block = ((CatchClauseSyntax)retry.Clause.Syntax).Block;
        if (retry.Counter is not { } counter || !BackOffDelay.IsPossibleAt(loop) || StepsOf(retry, counter) is not { Count: > 0 } steps || !steps.TrueForAll(IsUpward))
            return null;

        var wait = BackOffDelay.Statement(block, counter.Name, context);
        if (MoreToCome(loop, counter.Name, steps.Exists(step => loop.Span.Contains(step.Syntax.Span) && step.Syntax.SpanStart >= StatementOf(loop).SpanStart && step.Syntax.SpanStart < block.CloseBraceToken.SpanStart)) is { } condition)
            wait = SyntaxFactory.IfStatement(condition, SyntaxFactory.Block(wait)).WithAdditionalAnnotations(Formatter.Annotation);
        return context.Root.ReplaceNode(block, BackOffDelay.AtTheEnd(block, wait));
    }

    private static List<IOperation> StepsOf(RetryLoop retry, ISymbol counter) =>
    [
        .. retry.Loop.InSameFunction().Where(operation => operation switch
        {
            IIncrementOrDecrementOperation step => Same(step.Target, counter),
            IAssignmentOperation step => Same(step.Target, counter),
            _ => false,
        }),
    ];

    private static bool Same(IOperation target, ISymbol counter) => SymbolEqualityComparer.Default.Equals(target.ReferencedSymbol(), counter);

    private static bool IsUpward(IOperation step) => step switch
    {
        IIncrementOrDecrementOperation { Kind: OperationKind.Increment } => true,
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Value.ConstantValue: { HasValue: true, Value: int and > 0 } } => true,
        _ => false,
    };

    private static StatementSyntax StatementOf(StatementSyntax loop) => loop switch
    {
        ForStatementSyntax @for => @for.Statement,
        WhileStatementSyntax @while => @while.Statement,
        DoStatementSyntax @do => @do.Statement,
        _ => loop,
    };

    // attempt < 5, where the loop itself asks for it; the number of the next attempt if it has not been counted yet
    private static ExpressionSyntax? MoreToCome(StatementSyntax loop, string counter, bool isCounted)
    {
        var condition = loop switch
        {
            ForStatementSyntax @for => @for.Condition,
            WhileStatementSyntax @while => @while.Condition,
            DoStatementSyntax @do => @do.Condition,
            _ => null,
        };
        var bound = condition?.DescendantNodesAndSelf().OfType<BinaryExpressionSyntax>().FirstOrDefault(binary =>
            binary.OperatorToken.Kind() is SyntaxKind.LessThanToken or SyntaxKind.LessThanEqualsToken
            && binary.Left is IdentifierNameSyntax left && left.Identifier.ValueText == counter);
        if (bound is null)
            return null;

        if (isCounted)
            return bound.WithoutTrivia();

        var isStrict = bound.OperatorToken.IsKind(SyntaxKind.LessThanToken);
        var text = (isStrict, bound.Right) switch
        {
            (false, _) => $"{counter} < {bound.Right}",
            (true, LiteralExpressionSyntax { Token.Value: int and > 0 and var most }) => $"{counter} < {most - 1}",
            _ => $"{counter} + 1 < {bound.Right}",
        };
        return SyntaxFactory.ParseExpression(text);
    }
}
