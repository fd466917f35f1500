using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>
/// A loop that tries the same work until it succeeds: success leaves it, and failure goes round, without end unless something
/// bounds it: a counter, a deadline, an exception that is let through.
/// </summary>
internal sealed class RetryLoop
{
    private readonly ILoopOperation _loop;
    private readonly ITryOperation _try;
    private readonly List<ISymbol> _flags = [];

    private RetryLoop(ILoopOperation loop, ITryOperation @try, ICatchClauseOperation clause)
    {
        _loop = loop;
        _try = @try;
        Clause = clause;
    }

    public ILoopOperation Loop => _loop;

    public ITryOperation Try => _try;

    /// <summary>The clause that catches any failure and goes round.</summary>
    public ICatchClauseOperation Clause { get; }

    /// <summary>What runs between a failure and the next attempt.</summary>
    public IEnumerable<IOperation> StatementsAfterFailure => Continues ? [Clause.Handler] : new[] { Clause.Handler }.Concat(StatementsAfterTry());

    /// <summary>The work that is tried again.</summary>
    public IOperation Work => _try.Body;

    /// <summary>What the loop asks for before, or after, each turn; null where it asks for nothing.</summary>
    public IOperation? Condition => _loop switch
    {
        IWhileLoopOperation { ConditionIsUntil: false } @while => @while.Condition,
        IForLoopOperation @for => @for.Condition,
        _ => null,
    };

    /// <summary>The keyword of the loop.</summary>
    public Location Location => _loop.Syntax.GetFirstToken().GetLocation();

    /// <summary>The head of the loop as it is written: <c>while (true)</c>.</summary>
    public string Name => _loop.Syntax switch
    {
        WhileStatementSyntax statement => $"while ({statement.Condition})",
        DoStatementSyntax statement => $"do … while ({statement.Condition})",
        ForStatementSyntax { Condition: { } condition } => $"for (…; {condition}; …)",
        ForStatementSyntax { Declaration: not null } => "for (…)",
        _ => "for (;;)",
    };

    /// <summary>What counts the attempts; null in a loop without a bound.</summary>
    public ISymbol? Counter { get; private set; }

    /// <summary>Recognises a retry loop that nothing bounds; null for all other loops.</summary>
    public static RetryLoop? Unbounded(ILoopOperation loop)
    {
        if (TryOf(loop) is not { } @try || @try.Catches.FirstOrDefault(CatchesEverything) is not { } clause)
            return null;

        var retry = new RetryLoop(loop, @try, clause);
        return retry.IsEndless(retry.Condition)
            && retry.GoesRound()
            && retry.EndsWithSuccess()
            && !HasDeadline(loop)
                ? retry
                : null;
    }

    /// <summary>Recognises a loop that counts how often it has tried its work and gives up; null for all other loops.</summary>
    public static RetryLoop? Bounded(ILoopOperation loop)
    {
        if (TryOf(loop) is not { } @try || @try.Catches.FirstOrDefault(clause => !EndsElsewhere(clause.Handler)) is not { } clause)
            return null;

        var retry = new RetryLoop(loop, @try, clause);
        retry.Counter = AttemptCounter.Of(retry);
        retry.AddFlags(retry.Condition?.Unwrapped());
        return retry.Counter is not null && retry.EndsWithSuccess() ? retry : null;
    }

    private static ITryOperation? TryOf(ILoopOperation loop) =>
        loop is IWhileLoopOperation or IForLoopOperation
        && loop.Body.InSameFunction().OfType<ITryOperation>().FirstOrDefault() is { } @try
        && IsStatementOf(@try, loop)
            ? @try
            : null;

    private static bool EndsElsewhere(IBlockOperation handler) =>
        handler.Operations.LastOrDefault() is IThrowOperation or IReturnOperation or IBranchOperation { BranchKind: not BranchKind.Continue }
            or IExpressionStatementOperation { Operation: IThrowOperation };

    private void AddFlags(IOperation? condition)
    {
        if (condition is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both)
        {
            AddFlags(both.LeftOperand.Unwrapped());
            AddFlags(both.RightOperand.Unwrapped());
        }
        else if (condition is not null && FlagOf(condition) is { } flag && WrittenIn(_try.Body, flag))
        {
            _flags.Add(flag);
        }
    }

    // Blocks, using and lock statements may stand between; branches and other loops may not.
    private static bool IsStatementOf(IOperation statement, ILoopOperation loop)
    {
        for (var current = statement.Parent; current is not null; current = current.Parent)
        {
            if (ReferenceEquals(current, loop))
                return true;

            if (current is not (IBlockOperation or IUsingOperation or ILockOperation))
                return false;
        }

        return false;
    }

    // true, !done, result == null, !token.IsCancellationRequested; a condition of any other kind may be a bound.
    private bool IsEndless(IOperation? condition)
    {
        condition = condition?.Unwrapped();
        if (condition is null or { ConstantValue: { HasValue: true, Value: true } })
            return true;

        if (condition is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both)
            return IsEndless(both.LeftOperand) && IsEndless(both.RightOperand);

        if (Shutdown.Is(condition, false))
            return true;

        if (FlagOf(condition) is not { } flag || !WrittenIn(_try.Body, flag))
            return false;

        _flags.Add(flag);
        return true;
    }

    private static ISymbol? FlagOf(IOperation condition) => condition switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => FlagOf(not.Operand.Unwrapped()),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue.HasValue: true } comparison
            when comparison.RightOperand.ConstantValue.Value is null or bool => FlagOf(comparison.LeftOperand.Unwrapped()),
        IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } } match =>
            FlagOf(match.Value.Unwrapped()),
        ILocalReferenceOperation or IFieldReferenceOperation => condition.ReferencedSymbol(),
        _ => null,
    };

    private static bool WrittenIn(IOperation code, ISymbol symbol) => code.InSameFunction().Any(operation => operation switch
    {
        ISimpleAssignmentOperation assignment => SymbolEqualityComparer.Default.Equals(assignment.Target.ReferencedSymbol(), symbol),
        IDeconstructionAssignmentOperation assignment => assignment.Target.DescendantsAndSelf().Any(part => SymbolEqualityComparer.Default.Equals(part.ReferencedSymbol(), symbol)),
        _ => false,
    });

    private static bool CatchesEverything(ICatchClauseOperation clause) =>
        (clause.ExceptionType is null or { SpecialType: SpecialType.System_Object } || clause.ExceptionType.Is("System", "Exception"))
        && (clause.Filter is null || ExcludesOnlyShutdown(clause.Filter));

    private static bool ExcludesOnlyShutdown(IOperation filter) =>
        filter is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both
            ? ExcludesOnlyShutdown(both.LeftOperand) && ExcludesOnlyShutdown(both.RightOperand)
            : Shutdown.Is(filter, false);

    // Leaving at a shutdown bounds nothing; leaving on any other condition may.
    private bool GoesRound()
    {
        if (!Leaves(Clause.Handler).All(leave => IsAtShutdown(leave, Clause.Handler)) || Clause.Handler.DescendantsAndSelf().Any(MayThrow))
            return false;

        return Continues || StatementsAfterTry().All(statement => Leaves(statement).All(leave =>
            IsAtShutdown(leave, statement) || ConditionsOf(leave, statement) is { Count: > 0 } conditions && conditions.Any(condition => IsSuccess(condition.Condition))));
    }

    private bool EndsWithSuccess()
    {
        if (_flags.Count > 0 || Leaves(_try.Body).Any(leave => leave is not IThrowOperation && IsAfterWork(leave)))
            return true;

        return StatementsAfterTry().Any(statement => Leaves(statement).Any(leave =>
            leave is not IThrowOperation
            && ConditionsOf(leave, statement) is { } conditions
            && (conditions.Count == 0 ? Continues : conditions.All(condition => IsSuccess(condition.Condition)))));
    }

    // Not one of the checks in front of the work, which end the loop when there is nothing to do.
    private bool IsAfterWork(IOperation leave)
    {
        if (leave is IReturnOperation { ReturnedValue: { } value } && value.DescendantsAndSelf().OfType<IInvocationOperation>().Any())
            return true;

        var isPreceded = _try.Body.InSameFunction().Any(operation => operation is IInvocationOperation && operation.Syntax.SpanStart < leave.Syntax.SpanStart);
        return isPreceded
            && ConditionsOf(leave, _try.Body) is { } conditions
            && conditions.All(condition => condition.Condition.DescendantsAndSelf().Any(part =>
                part is IInvocationOperation || part is ILocalReferenceOperation { Local: var local } && WrittenIn(_try.Body, local) || IsDeclaredInTry(part)))
            && !conditions.Any(condition => Shutdown.Is(condition.Condition, condition.Value));
    }

    private bool IsDeclaredInTry(IOperation part) =>
        part is ILocalReferenceOperation { Local: var local }
        && local.DeclaringSyntaxReferences.Any(reference => _try.Body.Syntax.Span.Contains(reference.Span));

    private bool IsSuccess(IOperation condition) =>
        condition.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation { Local: var local } && WrittenIn(_try.Body, local));

    private bool Continues => Clause.Handler.Operations.LastOrDefault() is IBranchOperation { BranchKind: BranchKind.Continue };

    private IEnumerable<IOperation> StatementsAfterTry()
    {
        for (IOperation current = _try; !ReferenceEquals(current, _loop) && current.Parent is { } parent; current = parent)
        {
            if (parent is IBlockOperation block)
            {
                foreach (var statement in block.Operations.SkipWhile(statement => !ReferenceEquals(statement, current)).Skip(1))
                    yield return statement;
            }
        }
    }

    /// <summary>What ends the loop: return, throw, break and goto, but not those of inner loops, switches and lambdas.</summary>
    public IEnumerable<IOperation> Leaves(IOperation code) => code.InSameFunction().Where(operation => operation switch
    {
        IReturnOperation { Kind: OperationKind.Return, IsImplicit: false } or IThrowOperation => true,
        IBranchOperation { BranchKind: BranchKind.GoTo } => true,
        IBranchOperation { BranchKind: BranchKind.Break } branch => SymbolEqualityComparer.Default.Equals(branch.Target, _loop.ExitLabel),
        _ => false,
    });

    private static bool IsAtShutdown(IOperation leave, IOperation within) =>
        ConditionsOf(leave, within)?.Any(condition => Shutdown.Is(condition.Condition, condition.Value)) == true;

    // Null: on some condition that is not an if.
    private static List<(IOperation Condition, bool Value)>? ConditionsOf(IOperation operation, IOperation within)
    {
        var conditions = new List<(IOperation, bool)>();
        for (var current = operation; !ReferenceEquals(current, within) && current.Parent is { } parent; current = parent)
        {
            if (parent is IConditionalOperation conditional && !ReferenceEquals(current, conditional.Condition))
                conditions.Add((conditional.Condition, ReferenceEquals(current, conditional.WhenTrue)));
            else if (parent is ISwitchOperation or ILoopOperation or ICatchClauseOperation or ISwitchExpressionOperation)
                return null;
        }

        return conditions;
    }

    // A helper that is called in the catch clause and can throw may be what gives up.
    private static bool MayThrow(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: var method }
        && (method.Name.IndexOf("Throw", StringComparison.Ordinal) >= 0
            || (method.ReducedFrom ?? method).DeclaringSyntaxReferences.Any(reference =>
                reference.GetSyntax().DescendantNodes().Any(node => node.IsKind(SyntaxKind.ThrowStatement) || node.IsKind(SyntaxKind.ThrowExpression))));

    // source.CancelAfter(…), new CancellationTokenSource(timeout): some token ends the work in time.
    private static bool HasDeadline(ILoopOperation loop) => loop.Root().DescendantsAndSelf().Any(operation => operation switch
    {
        IInvocationOperation { TargetMethod.Name: "CancelAfter" } => true,
        IObjectCreationOperation { Arguments.Length: > 0 } creation => creation.Type.Is("System.Threading", "CancellationTokenSource"),
        _ => false,
    });
}
