using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>
/// Statements that process one message, to be settled wherever they end without a failure: after the last of them and before
/// each jump out of them. Where they swallow failures themselves, the message is settled inside the try and refused in the
/// catch.
/// </summary>
internal sealed class SettledRegion
{
    private readonly IReadOnlyList<StatementSyntax> _statements;
    private readonly BlockSyntax _block;
    private readonly SemanticModel _model;
    private readonly List<CatchClauseSyntax> _swallowing = [];

    private SettledRegion(BlockSyntax block, IReadOnlyList<StatementSyntax> statements, SemanticModel model)
    {
        _block = block;
        _statements = statements;
        _model = model;
    }

    /// <summary>The statements of a block from one of them to another; null where no place to settle is sure.</summary>
    public static SettledRegion? Of(BlockSyntax block, int first, int last, BodyFacts facts, FixContext context)
    {
        List<StatementSyntax> statements = [.. block.Statements.Skip(first).Take(last - first + 1)];
        if (DropsTask(statements, facts) || WorksFinally(statements, facts))
            return null;

        var region = new SettledRegion(block, statements, context.Model);
        var swallowing = Tries(statements).Where(region.Swallows).ToList();
        return swallowing.Count switch
        {
            0 => region,
            1 => region.Inside(swallowing[0], facts),
            _ => null,
        };
    }

    /// <summary>What is returned from the statements: it leaves them before it can be settled.</summary>
    public IEnumerable<ExpressionSyntax> Returned =>
        JumpsOut(_statements).OfType<ReturnStatementSyntax>().Select(jump => jump.Expression).OfType<ExpressionSyntax>();

    /// <summary>Whether the code needs a refusal too.</summary>
    public bool Rejects => _swallowing.Count > 0;

    /// <summary>Writes the calls.</summary>
    public void Settle(SyntaxEditor editor, SettleCall call, Jumps jumps)
    {
        foreach (var jump in JumpsOut(_statements))
            jumps.Precede(editor, jump, call.Settle());
        if (IsEndReachable(_statements))
            InsertAtEnd(editor, _block, _statements, call.Settle());

        foreach (var block in _swallowing.Select(clause => clause.Block))
        {
            foreach (var jump in JumpsOut(block.Statements))
                jumps.Precede(editor, jump, call.Reject());
            if (IsEndReachable(block.Statements))
                InsertAtEnd(editor, block, block.Statements, call.Reject());
        }
    }

    private SettledRegion? Inside(TryStatementSyntax @try, BodyFacts facts)
    {
        // What is before the try may fail; what is after it runs whether the message was processed or not.
        for (SyntaxNode node = @try; node.Parent is { } parent; node = parent)
        {
            if (parent is not (BlockSyntax or UsingStatementSyntax or LockStatementSyntax or CheckedStatementSyntax))
                return null;

            if (parent is BlockSyntax block)
            {
                var after = block.Statements.Skip(block.Statements.IndexOf((StatementSyntax)node) + 1);
                if (after.Any(statement => Works(statement, facts)))
                    return null;
                if (block == _block)
                    break;
            }
        }

        var inner = new SettledRegion(@try.Block, @try.Block.Statements, _model);
        foreach (var clause in @try.Catches.Where(clause => IsEndReachable(clause.Block.Statements) || JumpsOut(clause.Block.Statements).Count > 0))
        {
            if (Works(clause.Block, facts))
                return null;
            inner._swallowing.Add(clause);
        }

        return inner;
    }

    private bool Swallows(TryStatementSyntax @try) => @try.Catches.Any(clause =>
        IsCatchAll(clause) && (IsEndReachable(clause.Block.Statements) || JumpsOut(clause.Block.Statements).Count > 0));

    private bool IsCatchAll(CatchClauseSyntax clause) =>
        clause.Declaration is null || _model.GetTypeInfo(clause.Declaration.Type).Type.Is("System", "Exception");

    private IReadOnlyList<StatementSyntax> JumpsOut(IReadOnlyList<StatementSyntax> statements) =>
        statements.Count == 0 || _model.AnalyzeControlFlow(statements[0], statements[statements.Count - 1]) is not { Succeeded: true } flow
            ? []
            : [.. flow.ExitPoints.OfType<StatementSyntax>().Where(jump => jump is ReturnStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax)];

    private bool IsEndReachable(IReadOnlyList<StatementSyntax> statements) =>
        statements.Count == 0
        || _model.AnalyzeControlFlow(statements[0], statements[statements.Count - 1]) is { Succeeded: true, EndPointIsReachable: true };

    private static IEnumerable<TryStatementSyntax> Tries(IEnumerable<StatementSyntax> statements) =>
        statements.SelectMany(statement => statement.DescendantNodesAndSelf(InFunction)).OfType<TryStatementSyntax>();

    // A task that is not waited for may fail after the message was settled.
    private static bool DropsTask(IReadOnlyList<StatementSyntax> statements, BodyFacts facts) => facts.Invocations.Any(invocation =>
        invocation.Type.IsTask() && IsDropped(invocation)
        && statements.Any(statement => statement.Span.Contains(invocation.Syntax.Span)));

    // In a handler that names its sender '_', an assignment to '_' is one to the parameter.
    private static bool IsDropped(IOperation task)
    {
        while (task.Parent is IConversionOperation or IParenthesizedOperation)
            task = task.Parent;
        return task.Parent is IExpressionStatementOperation
            or ISimpleAssignmentOperation { Target: IDiscardOperation or IParameterReferenceOperation { Parameter.Name: "_" } };
    }

    private static bool WorksFinally(IReadOnlyList<StatementSyntax> statements, BodyFacts facts) =>
        Tries(statements).Any(@try => @try.Finally is { } clause && Works(clause, facts));

    private static bool Works(SyntaxNode code, BodyFacts facts) => facts.Invocations.Any(invocation =>
        code.Span.Contains(invocation.Syntax.Span)
        && (facts.CallAt(invocation) is { Verb: Verb.Send or Verb.SendMany or Verb.Request }
            || Effects.Of(invocation.TargetMethod) == Effect.Work && facts.Compilation.Summaries.Works(invocation.TargetMethod, facts.CancellationToken)));

    private static bool InFunction(SyntaxNode node) => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);

    private static void InsertAtEnd(SyntaxEditor editor, BlockSyntax block, IReadOnlyList<StatementSyntax> statements, StatementSyntax statement)
    {
        if (statements.Count > 0)
            editor.InsertAfter(statements[statements.Count - 1], statement);
        else
            editor.ReplaceNode(block, (current, _) => ((BlockSyntax)current).AddStatements(statement).WithAdditionalAnnotations(Formatter.Annotation));
    }
}
