using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>
/// The conditions under which an operation runs, read outwards to the catch clause or the function it stands in: tells
/// whether it runs because a message has failed.
/// </summary>
internal sealed class FailureConditions
{
    private static readonly string[] Queueing = ["Enqueue", "Queue", "Post", "Add", "Write", "Push", "Put", "Offer", "Receive", "Received", "Accept"];
    private static readonly HashSet<string> Queues = ["queue", "inbox", "buffer", "mailbox", "backlog"];

    private readonly BodyFacts _facts;
    private readonly MessageTaint _taint;
    private readonly IReadOnlyCollection<ISymbol> _messages;
    private readonly List<Branch> _branches = [];
    private readonly ICatchClauseOperation? _clause;
    private readonly IOperation _function;

    /// <param name="operation">The operation that may run on a failure.</param>
    /// <param name="facts">The body that it stands in.</param>
    /// <param name="messages">The message as it was received, whose mere presence tells nothing.</param>
    /// <param name="taint">The message and what is computed from it.</param>
    public FailureConditions(IOperation operation, BodyFacts facts, IReadOnlyCollection<ISymbol> messages, MessageTaint taint)
    {
        _facts = facts;
        _taint = taint;
        _messages = messages;

        var child = operation;
        while (child.Parent is { } parent)
        {
            AddBranches(parent, child);
            if (parent is ICatchClauseOperation clause)
            {
                _clause = clause;
                break;
            }

            if (parent is ILocalFunctionOperation || parent is IAnonymousFunctionOperation && facts.Handlers.Any(handler => ReferenceEquals(handler.Body, parent)))
            {
                child = parent;
                break;
            }

            child = parent;
        }

        _function = child is ILocalFunctionOperation or IAnonymousFunctionOperation ? child : child.Function();
    }

    /// <summary>The operation runs because the message could not be processed, and whatever the reason was.</summary>
    public bool AreMet
    {
        get
        {
            if (_branches.Any(branch => branch.Case is null && Shutdown.Is(branch.Condition, branch.Value)))
                return false;

            if (_clause is not null || TakesException)
            {
                return !_branches.Any(branch => HandsOn(branch.Other) || FailedCondition.IsDecision(branch.Condition))
                    && (_clause is null || IsFailure(_clause));
            }

            // The nearest condition is the reason; asking for an open channel is none.
            var failed = new FailedCondition(_taint, _messages, _facts);
            return _branches.Find(branch => !AsksForConnection(branch.Condition)) is { } nearest
                && (nearest.Case is { } value ? failed.IsCase(nearest.Condition, value) : failed.Is(nearest.Condition, nearest.Value));
        }
    }

    // void OnFailed(BasicDeliverEventArgs message, Exception exception): whoever calls it has caught something.
    private bool TakesException =>
        (_function.FunctionSymbol() ?? _facts.Owner as IMethodSymbol)?.Parameters.Any(parameter => parameter.Type.IsOrDerivesFrom("System", "Exception")) == true;

    // channel.IsOpen, _channel != null
    private bool AsksForConnection(IOperation condition)
    {
        var parts = condition.DescendantsAndSelf().ToList();
        return parts.Exists(part => part.ReferencedSymbol()?.Name is "IsOpen" or "IsClosed")
            || parts.Exists(part => part.ConstantValue is { HasValue: true, Value: null })
            && parts.Exists(part => part is IFieldReferenceOperation or IPropertyReferenceOperation)
            && !_taint.Covers(condition);
    }

    private void AddBranches(IOperation parent, IOperation child)
    {
        switch (parent)
        {
            case IConditionalOperation conditional when ReferenceEquals(child, conditional.WhenTrue):
                _branches.Add(new Branch(conditional.Condition, true, conditional.WhenFalse));
                break;

            case IConditionalOperation conditional when ReferenceEquals(child, conditional.WhenFalse):
                _branches.Add(new Branch(conditional.Condition, false, conditional.WhenTrue));
                break;

            case ISwitchCaseOperation { Parent: ISwitchOperation @switch } section:
                foreach (var clause in section.Clauses.OfType<ISingleValueCaseClauseOperation>())
                    _branches.Add(new Branch(@switch.Value, true, null, clause.Value));
                break;

            // if (done) { …; return; } before the operation: the rest runs when it is not done.
            case IBlockOperation block:
                foreach (var guard in block.Operations.TakeWhile(statement => !ReferenceEquals(statement, child)).Reverse().OfType<IConditionalOperation>())
                {
                    if (guard.WhenFalse is null && Leaves(guard.WhenTrue))
                        _branches.Add(new Branch(guard.Condition, false, guard.WhenTrue));
                }

                break;
        }
    }

    private static bool Leaves(IOperation statement) => statement switch
    {
        IBlockOperation block => block.Operations.Length > 0 && Leaves(block.Operations[block.Operations.Length - 1]),
        IReturnOperation or IBranchOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } or IThrowOperation => true,
        _ => false,
    };

    private bool IsFailure(ICatchClauseOperation clause)
    {
        if (IsAboutTheConnection(clause.ExceptionType) || clause.Filter is { } filter && Shutdown.Is(filter, true))
            return false;

        if (clause.Parent is not ITryOperation @try)
            return false;

        var isChosen = clause.Filter is not null || !IsCatchAll(clause);
        var othersAreHandledElsewhere = isChosen && @try.Catches.Any(other => !ReferenceEquals(other, clause) && HandsOn(other.Handler));
        return !othersAreHandledElsewhere && !GuardsOnlyHandOver(@try.Body);
    }

    // Cancelled work and lost connections are not the message's fault.
    private static bool IsAboutTheConnection(ITypeSymbol? exception) =>
        exception?.Name is "OperationCanceledException" or "TaskCanceledException" or "ObjectDisposedException" or "AlreadyClosedException"
            or "OperationInterruptedException" or "ChannelClosedException";

    private static bool IsCatchAll(ICatchClauseOperation clause) =>
        clause.ExceptionType is null or { SpecialType: SpecialType.System_Object } || clause.ExceptionType.Is("System", "Exception");

    // There the message ends in another way: dead-lettered, settled, or sent elsewhere.
    private bool HandsOn(IOperation? code) =>
        code is not null && _facts.InvocationsIn(code).Any(HandsOn);

    private bool HandsOn(IInvocationOperation invocation) =>
        _facts.CallAt(invocation) is { } call
            ? call.EndsMessage && !Redelivery.IsImmediate(call) || call.Verb is Verb.Send or Verb.SendMany
            : _facts.Compilation.Summaries.Reachable(invocation.TargetMethod, _facts.CancellationToken)
                .Any(reached => reached.Summary.Calls.Any(inner => inner.EndsMessage && !Redelivery.IsImmediate(inner)));

    // A message that could not be handed over to another queue has been given up already: going back is its last resort.
    private bool GuardsOnlyHandOver(IOperation body)
    {
        var handsOver = false;
        var settles = false;
        foreach (var invocation in _facts.InvocationsIn(body))
        {
            if (_facts.CallAt(invocation) is { } call)
            {
                handsOver |= call.Verb is Verb.Send or Verb.SendMany or Verb.DeadLetter;
                settles |= call.Settles;
            }
            else if (Sends(invocation) || QueuesInProcess(invocation))
            {
                handsOver = true;
            }
            else if (Effects.IsDeserialization(invocation.TargetMethod.Name) || Effects.Of(invocation.TargetMethod) == Effect.Work && _taint.Reaches(invocation))
            {
                return false;
            }
        }

        return handsOver || settles && !_facts.InvocationsIn(body).Any(IsStep);
    }

    // workers.Queue.Enqueue(order), _inbox.ReceivedAsync(message): whoever takes it from there has not seen it yet.
    private bool QueuesInProcess(IInvocationOperation invocation) =>
        _taint.Reaches(invocation)
        && NameWords.Of(invocation.TargetMethod.Name).FirstOrDefault() is { } verb && Array.IndexOf(Queueing, verb) >= 0
        && NameWords.Has(invocation.Instance.ReferencedSymbol()?.Name, Queues);

    private bool IsStep(IInvocationOperation invocation) =>
        _facts.CallAt(invocation) is null && Effects.Of(invocation.TargetMethod) is not Effect.Observation;

    private bool Sends(IInvocationOperation invocation) =>
        _taint.Reaches(invocation)
        && invocation.TargetMethod.Name is var name
        && (name.StartsWith("Publish", StringComparison.Ordinal) || name.IndexOf("Send", StringComparison.Ordinal) >= 0
            || name.StartsWith("Forward", StringComparison.Ordinal) || name.IndexOf("DeadLetter", StringComparison.Ordinal) >= 0)
        && _facts.Compilation.Summaries.Reachable(invocation.TargetMethod, _facts.CancellationToken)
            .Any(reached => reached.Summary.Calls.Any(inner => inner.Verb is Verb.Send or Verb.SendMany or Verb.DeadLetter));

    /// <summary>A condition that holds, or a case that is met, where the operation runs; and the code that runs otherwise.</summary>
    private sealed record Branch(IOperation Condition, bool Value, IOperation? Other, IOperation? Case = null);
}
