using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>The way from the work in a try to a settle call, when the work has failed.</summary>
internal sealed class FailurePath
{
    private readonly SettleSite _site;
    private readonly ITryOperation _try;
    private readonly BodyFacts _facts;
    private readonly HashSet<ISymbol> _outcomes = [];

    public FailurePath(SettleSite site, ITryOperation @try, BodyFacts facts)
    {
        _site = site;
        _try = @try;
        _facts = facts;
        CatchAll = Flow.CatchAll.Of(@try);
        if (CatchAll is null && @try.Finally is null)
            return;

        Work = MessageWork.In(@try.Body, site.Message.Content, facts)
            .FirstOrDefault(work => !Flow.CatchAll.Guards(work, @try) && !ReferenceEquals(work, site.Operation) && !MessageMapping.Is(work, facts));
        if (Work is not null)
            _outcomes = Outcomes();
    }

    /// <summary>Work on the message whose failure leaves the try block; null if there is none.</summary>
    public IInvocationOperation? Work { get; }

    /// <summary>The clause that catches whatever the work throws.</summary>
    public ICatchClauseOperation? CatchAll { get; }

    /// <summary>The settle call, in this try's finally, runs after a failure as it does after success.</summary>
    public bool ReachesFinally()
    {
        if (CatchAll is { } clause && Decides(clause, throwing: false) || ReceivesInLoop())
            return false;

        for (var current = _site.Operation.Parent; current is not null && !ReferenceEquals(current, _try); current = current.Parent)
        {
            if (current is ILoopOperation or ISwitchOperation or ICatchClauseOperation || current is IConditionalOperation test && !Passes(test.Condition))
                return false;
        }

        return _facts.GraphOf(_try)?.SearchFrom(_try.Finally!.Syntax, Visit) is not null;
    }

    /// <summary>The settle call can be reached from the clause, on a way that does not depend on what failed.</summary>
    public bool ReachesFrom(ICatchClauseOperation clause) =>
        !Decides(clause, throwing: true) && _facts.GraphOf(_try) is { } graph && graph.SearchFromCatch(clause, Visit, Passes) is not null;

    private Step Visit(IOperation operation)
    {
        if (operation is not IInvocationOperation)
            return FlowWrites.Of(operation).Any(symbol => _site.IsRenewedBy(symbol, _facts)) ? Step.Leave : Step.Continue;

        if (operation.Syntax == _site.Operation.Syntax)
            return Step.Found;

        var source = _facts.InvocationAt(operation.Syntax);
        if (source is null)
            return Step.Continue;

        return _facts.CallAt(source) is { Verb: Verb.Receive or Verb.ReceiveBatch } || HandsOn(source) && !ComesEitherWay(source) ? Step.Leave : Step.Continue;
    }

    // Behind the try, success comes by as well: what is called there, unless it sends or refuses, is not done for the failure.
    private bool ComesEitherWay(IInvocationOperation invocation) =>
        !invocation.IsWithin(_try.Body)
        && !_try.Catches.Any(clause => invocation.IsWithin(clause))
        && _facts.CallAt(invocation) is null
        && !_facts.Compilation.Summaries.Rejects(invocation.TargetMethod, _facts.CancellationToken)
        && !_facts.Compilation.Summaries.Sends(invocation.TargetMethod, _facts.CancellationToken);

    // The clause does something else with the failed message, or with some failures: it cannot be told which way leads to the settle call.
    private bool Decides(ICatchClauseOperation clause, bool throwing)
    {
        var end = _site.Operation.IsWithin(clause) ? _site.Operation.Syntax.SpanStart : int.MaxValue;
        foreach (var operation in clause.Handler.Descendants())
        {
            if (operation.Syntax.SpanStart >= end)
                continue;

            if (throwing && operation is IThrowOperation || operation is IInvocationOperation invocation && (HandsOn(invocation) || throwing && FailedMessage.Throws(invocation, _facts)))
                return true;

            if (operation is IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment && _site.Message.Taint.Covers(assignment.Value))
                return true;
        }

        return false;
    }

    private bool HandsOn(IInvocationOperation invocation) =>
        !ReferenceEquals(invocation, _site.Operation) && FailedMessage.IsHandedOn(invocation, _site.Message.Taint, _facts);

    // A try round a whole poll loop: what its finally settles is the end of consuming, not a failure.
    private bool ReceivesInLoop() =>
        _facts.Calls.Any(call => call.Verb is Verb.Receive or Verb.ReceiveBatch && call.Operation.IsWithin(_try.Body)
            && call.Operation.EnclosingLoop() is { } loop && loop.IsWithin(_try.Body));

    private bool Passes(IOperation condition) => !DependsOnOutcome(condition) || IsHarmless(condition);

    private bool DependsOnOutcome(IOperation condition)
    {
        // A graph tests captured values; what was captured is told by the text of the condition.
        if (_outcomes.Any(outcome => !_site.IsNamedBy(outcome) && _facts.ReferencesTo(outcome).Any(reference => condition.Syntax.Span.Contains(reference.Syntax.Span))))
            return true;

        foreach (var part in condition.DescendantsAndSelf())
        {
            var symbol = part is IMemberReferenceOperation member ? member.Member : part.ReferencedSymbol();
            if (symbol is not null && _outcomes.Contains(symbol) && !_site.IsNamedBy(symbol))
                return true;
        }

        return false;
    }

    // if (result is null) Log(…): both ways meet again and neither ends the message.
    private bool IsHarmless(IOperation condition)
    {
        for (var node = condition.Syntax; node is not null; node = node.Parent)
        {
            if (node is IfStatementSyntax choice)
                return !choice.Span.Contains(_site.Operation.Syntax.Span) && !choice.DescendantNodes().Any(Leaves);
            if (node is StatementSyntax)
                return false;
        }

        return false;
    }

    private bool Leaves(SyntaxNode node) =>
        node is ReturnStatementSyntax or ThrowStatementSyntax
            or ThrowExpressionSyntax or BreakStatementSyntax
            or ContinueStatementSyntax or GotoStatementSyntax
        || _facts.InvocationAt(node) is { } call && HandsOn(call);

    // What the try or a clause leaves behind, by which later code may tell success from failure.
    private HashSet<ISymbol> Outcomes()
    {
        var outcomes = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var clause in _try.Catches)
        {
            if (clause.ExceptionDeclarationOrExpression is IVariableDeclaratorOperation { Symbol: { } exception })
                outcomes.Add(exception);
        }

        foreach (var operation in _try.Body.Descendants().Concat(_try.Catches.SelectMany(clause => clause.Handler.Descendants())))
        {
            switch (operation)
            {
                case IAssignmentOperation { Target: { } target }:
                    AddOutcome(target);
                    break;
                case IIncrementOrDecrementOperation { Target: { } target }:
                    AddOutcome(target);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref, Value: { } target }:
                    AddOutcome(target);
                    break;
                case IInvocationOperation { Instance: { } receiver } when Effects.Of(((IInvocationOperation)operation).TargetMethod) == Effect.None:
                    AddOutcome(receiver);
                    break;
            }
        }

        return outcomes;

        void AddOutcome(IOperation target)
        {
            if (target.ReferencedSymbol() is { } symbol)
                outcomes.Add(symbol);
        }
    }
}
