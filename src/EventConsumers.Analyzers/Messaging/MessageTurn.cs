using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Where a loop gets its messages from.</summary>
internal enum TurnKind
{
    /// <summary>From the broker, one per turn.</summary>
    Poll,

    /// <summary>From a channel or queue that others fill, as they come.</summary>
    Stream,

    /// <summary>From a collection that is at hand as a whole.</summary>
    Batch,
}

/// <summary>Code that runs once for each of several messages: the body of a loop, or a lambda that a collection is gone through with.</summary>
internal sealed class MessageTurn
{
    private MessageTurn(TurnKind kind, IOperation source, IOperation body, MessageTaint message)
    {
        Kind = kind;
        Source = source;
        Body = body;
        Message = message;
    }

    public TurnKind Kind { get; }

    /// <summary>The loop, or the call that is given the lambda.</summary>
    public IOperation Source { get; }

    public IOperation Body { get; }

    /// <summary>The message of this turn and the values computed from it.</summary>
    public MessageTaint Message { get; }

    /// <summary>The method group that the collection is gone through with, in place of a lambda.</summary>
    public IMethodReferenceOperation? Group { get; private init; }

    /// <summary>The poll loop whose turn this is.</summary>
    public Handler? Handler { get; private init; }

    /// <summary>The collection that is gone through.</summary>
    public IOperation? Collection { get; private init; }

    /// <summary>The turns in a body, inner ones first.</summary>
    public static IEnumerable<MessageTurn> In(BodyFacts facts)
    {
        var turns = new List<MessageTurn>();
        foreach (var handler in facts.Handlers)
        {
            if (handler is { Kind: HandlerKind.PollLoop, Loop: { } loop } && handler.Receives.All(receive => receive.Verb == Verb.Receive))
                turns.Add(new MessageTurn(TurnKind.Poll, loop, handler.Body, handler.Taint) { Handler = handler });
        }

        foreach (var loop in facts.Loops)
        {
            if (OfLoop(loop, facts) is { } turn)
                turns.Add(turn);
        }

        foreach (var function in facts.Functions)
        {
            if (function is IAnonymousFunctionOperation { Symbol.Parameters.IsEmpty: false } lambda
                && Waiting.CallTaking(lambda) is { } call && Waiting.RunsForEach(call))
            {
                var item = MessageTaint.From(facts, [lambda.Symbol.Parameters[0]], []);
                turns.Add(new MessageTurn(TurnKind.Batch, call, lambda, item) { Collection = CollectionOf(call) });
            }
        }

        foreach (var call in facts.Invocations)
        {
            if (!Waiting.RunsForEach(call))
                continue;

            foreach (var argument in call.Arguments)
            {
                if (argument.Value is IDelegateCreationOperation { Target: IMethodReferenceOperation group })
                    turns.Add(new MessageTurn(TurnKind.Batch, call, group, MessageTaint.From(facts, [], [])) { Collection = CollectionOf(call), Group = group });
            }
        }

        return turns.OrderBy(turn => turn.Body.Syntax.Span.Length);
    }

    /// <summary>The messages come from a receive that asks for one at a time.</summary>
    public bool HoldsAtMostOne(BodyFacts facts) =>
        SourceOf(facts) is { } source && BatchLimit.Of(source, facts) == 1
        || Collection is not null
            && facts.Handlers.Any(handler => handler.Receives.Count > 0
                && handler.Taint.Covers(Collection)
                && handler.Receives.All(receive => BatchLimit.Of(receive, facts) == 1));

    /// <summary>The broker counts the messages as done since it sent them: settling them again does nothing.</summary>
    public bool IsSettledOnReceipt(BodyFacts facts) =>
        Collection is not null
        && facts.Handlers.Any(handler => handler.Receives.Count > 0
            && handler.Taint.Covers(Collection)
            && handler.Receives.All(receive => receive.Flag(receive.Meaning.AutomaticSettlement) == true));

    /// <summary>The turns go through what an earlier call for several messages left over, such as its failed entries.</summary>
    public bool IsLeftoverOfBatch(BodyFacts facts)
    {
        var batches = facts.Calls.Where(call => call.Verb == Verb.SettleMany).Select(call => call.Operation).ToList();
        return batches.Count > 0 && Collection is not null && MessageTaint.From(facts, [], batches).Covers(Collection);
    }

    /// <summary>The collection is what one receive brought: <c>response.Messages ?? []</c> of a local that one call filled.</summary>
    public bool IsOneReceive(BodyFacts facts) => SourceOf(facts) is not null;

    private MessagingCall? SourceOf(BodyFacts facts)
    {
        var source = Collection?.Unwrapped();
        for (var steps = 0; source is not null && steps < 10; steps++)
        {
            switch (source)
            {
                case IInvocationOperation call:
                    return facts.CallAt(call) is { Verb: Verb.ReceiveBatch } receive ? receive : null;
                case IPropertyReferenceOperation { Instance: { } instance }:
                    source = instance.Unwrapped();
                    break;
                case ICoalesceOperation coalesce:
                    source = coalesce.Value.Unwrapped();
                    break;
                case IConditionalAccessOperation access:
                    source = access.Operation.Unwrapped();
                    break;
                case ILocalReferenceOperation local:
                    source = TurnCondition.ValueOf(local)?.Unwrapped();
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>
    /// Settling by a call each turn is what this loop should not do: a client that settles by position can leave that to
    /// its background commit anywhere; the others can only settle together what is at hand together.
    /// </summary>
    public bool Suits(MemberMeaning settle, bool namesMessage) => Kind switch
    {
        TurnKind.Batch => namesMessage,
        TurnKind.Stream => namesMessage && settle.CoversEverything,
        _ => settle.CoversEverything,
    };

    /// <summary>The operation runs again in a later turn: no jump out of the loop follows it.</summary>
    public bool IsRepeated(IOperation operation, BodyFacts facts)
    {
        if (Source is not ILoopOperation loop)
            return true;

        // if (!TryCommit(message)) continue; return;  What comes round is the next try.
        if (operation.Type?.SpecialType == SpecialType.System_Boolean && operation.Parent is not IExpressionStatementOperation && SendLoop.EndsAfter(loop, operation))
            return false;

        // A lambda that the turn waits for runs where it is handed over.
        for (var function = operation.Function(); function is IAnonymousFunctionOperation lambda && lambda.IsWithin(Body); function = operation.Function())
        {
            if (Waiting.CallTaking(lambda) is not { } call)
                return false;
            operation = call;
        }

        var syntax = operation.Syntax;
        return facts.GraphOf(operation)?.SearchAfter(syntax, operation.Kind, Visit) is not null;

        Step Visit(IOperation next) =>
            next.Syntax == syntax && next.Kind == operation.Kind ? Step.Found : LeavesLoop(next) ? Step.Leave : Step.Continue;
    }

    // Behind the loop, or at its start anew.
    private bool LeavesLoop(IOperation next) =>
        !Source.Syntax.Span.Contains(next.Syntax.Span)
        || next is IInvocationOperation { TargetMethod.Name: "GetEnumerator" or "GetAsyncEnumerator" } && Collection is not null && Collection.Syntax.Span.Contains(next.Syntax.Span);

    private static MessageTurn? OfLoop(ILoopOperation loop, BodyFacts facts)
    {
        switch (loop)
        {
            case IForEachLoopOperation each:
                return new MessageTurn(IsEndless(each) ? TurnKind.Stream : TurnKind.Batch, each, each.Body, MessageTaint.From(facts, each.Locals, []))
                {
                    Collection = each.Collection,
                };

            case IForLoopOperation { Locals.IsEmpty: false } indexed:
                return new MessageTurn(TurnKind.Batch, indexed, indexed.Body, MessageTaint.From(facts, indexed.Locals, []));

            // Draining what is there is going through a batch; round an outer loop it is the inner half of a stream.
            case IWhileLoopOperation { Condition: { } condition } drain when TakenBy(condition) is { Count: > 0 } taken:
                var kind = drain.EnclosingLoop() is null ? TurnKind.Batch : TurnKind.Stream;
                return new MessageTurn(kind, drain, drain.Body, MessageTaint.From(facts, taken, []));

            case IWhileLoopOperation stream when TakenIn(stream, facts) is { Count: > 0 } taken:
                return new MessageTurn(TurnKind.Stream, stream, stream.Body, MessageTaint.From(facts, taken, []));

            default:
                return null;
        }
    }

    // Goes on as long as others add: nothing is at hand as a whole.
    private static bool IsEndless(IForEachLoopOperation loop) =>
        loop.IsAsynchronous || loop.Collection.Unwrapped() is IInvocationOperation { TargetMethod.Name: "GetConsumingEnumerable" };

    // while (queue.TryDequeue(out var message))
    private static List<ISymbol> TakenBy(IOperation condition) =>
    [
        .. condition.DescendantsAndSelf().OfType<IInvocationOperation>()
            .Where(call => call.TargetMethod.Name is "TryDequeue" or "TryTake" or "TryRead" or "TryPop" or "TryReceive")
            .SelectMany(call => call.Arguments)
            .Where(argument => argument.Parameter?.RefKind == RefKind.Out)
            .Select(argument => argument.Value.ReferencedSymbol())
            .OfType<ISymbol>(),
    ];

    // while (…) { var message = await reader.ReadAsync(token); … }
    private static List<ISymbol> TakenIn(ILoopOperation loop, BodyFacts facts) =>
    [
        .. facts.Assignments.OfType<IVariableDeclaratorOperation>()
            .Where(declarator => declarator.IsWithin(loop.Body)
                && ReferenceEquals(declarator.EnclosingLoop(), loop)
                && declarator.GetVariableInitializer()?.Value.Unwrapped() is IInvocationOperation { TargetMethod.Name: "ReadAsync" or "Take" or "Dequeue" or "ReceiveAsync" })
            .Select(declarator => declarator.Symbol),
    ];

    // What a LINQ or ForEach call goes through: its receiver, or the first argument of a static method.
    private static IOperation? CollectionOf(IInvocationOperation call) =>
        call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
}
