using EventConsumers.Analyzers.Buffers;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>Finds messages that are only put into a queue of the process and settled right after, so that a crash loses them.</summary>
internal static class QueuedMessage
{
    /// <summary>The settle calls in a body, with the call that queues the message and the name of the queue.</summary>
    public static IEnumerable<(SettleSite Site, IOperation Write, string Queue)> SettledIn(BodyFacts facts)
    {
        if (facts.Settles.Count == 0 || facts.Compilation.Catalog.HasTestFramework || EarlySettle.IsTransactional(facts))
            yield break;

        foreach (var handler in facts.Handlers)
        {
            foreach (var write in HandlerWrites.In(handler))
            {
                facts.CancellationToken.ThrowIfCancellationRequested();
                if (SiteBehind(write, handler, facts) is { } site && QueueOf(write, handler, facts) is { } queue)
                    yield return (site, write.Site, queue.Name);
            }

            foreach (var write in PumpWrites(handler, facts))
            {
                if (SiteBehind(write, handler, facts) is { } site)
                    yield return (site, write.Site, write.Call.Buffer.ReferencedSymbol()?.Name ?? "the pump");
            }
        }
    }

    // A pump that takes a message has not handled it yet, and settles it by itself.
    private static IEnumerable<HandlerWrite> PumpWrites(Handler handler, BodyFacts facts)
    {
        foreach (var call in facts.Calls)
        {
            if (call is { Verb: Verb.Hold, Client.NamesItsHandlers: true, Operation: IInvocationOperation { Instance: { } pump } write }
                && handler.Contains(write) && handler.Taint.Covers(call.Message))
            {
                yield return new HandlerWrite(new BufferCall(BufferAction.Write, write, pump, call.Message), write);
            }
        }
    }

    // The first settle call that always comes after the write, nothing but the write being done with the message.
    private static SettleSite? SiteBehind(HandlerWrite write, Handler handler, BodyFacts facts)
    {
        foreach (var site in facts.Settles.OrderBy(site => site.Operation.Syntax.SpanStart))
        {
            if (handler.Contains(site.Operation) && ReferenceEquals(site.Operation.Function(), write.Site.Function())
                && write.Site.Arguments.Any(argument => site.Message.Content.Covers(argument.Value))
                && Precedes(write.Site, site.Operation)
                && !WaitsBetween(write.Site, site.Operation, facts)
                && !MessageWork.In(handler.Body, site.Message.Content, facts).Any(work => work.Syntax != write.Site.Syntax && !Settles(work, facts)))
            {
                return site;
            }
        }

        return null;
    }

    // Both stand in one block, the write as a step of its own that no condition guards.
    private static bool Precedes(IOperation write, IOperation settle)
    {
        if (write.Syntax.SpanStart > settle.Syntax.SpanStart)
            return false;

        for (var (child, current) = (write, write.Parent); current is not null; (child, current) = (current, current.Parent))
        {
            switch (current)
            {
                case IBlockOperation when settle.IsWithin(current):
                    return settle.Enclosing<ICatchClauseOperation>() is not { } clause || write.IsWithin(clause);
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child):
                case ISwitchOperation or ISwitchExpressionOperation or IWhileLoopOperation or ITryOperation or ICatchClauseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return false;
            }
        }

        return false;
    }

    // Who waits for anything in between may wait for the queue to be worked off.
    private static bool WaitsBetween(IOperation write, IOperation settle, BodyFacts facts)
    {
        return facts.Awaits.Any(wait => IsBetween(wait) && !write.IsWithin(wait) && !settle.IsWithin(wait))
            || facts.Invocations.Any(call => IsBetween(call) && call.TargetMethod.Name is "Wait" or "WaitAll" or "WaitOne" or "GetResult" or "Join" or "Flush");

        bool IsBetween(IOperation operation) => operation.Syntax.SpanStart > write.Syntax.SpanStart && operation.Syntax.SpanStart < settle.Syntax.SpanStart;
    }

    private static bool Settles(IInvocationOperation work, BodyFacts facts) => facts.Compilation.Summaries.Settles(work.TargetMethod, facts.CancellationToken);

    // A queue that lives as long as the process and that others work off.
    private static ISymbol? QueueOf(HandlerWrite write, Handler handler, BodyFacts facts)
    {
        var source = facts.Compilation.Source;
        if (BufferTypes.KindOf(write.Call.Buffer.Type) is not (BufferKind.Channel or BufferKind.BlockingCollection or BufferKind.Queue or BufferKind.Dataflow)
            || BufferTypes.ItemOf(write.Call.Buffer.Type) is not { } item || CarriesCompletion(item) || facts.Compilation.Catalog.IsPosition(item))
        {
            return null;
        }

        var origin = BufferOrigin.Of(write.Call.Buffer, source, facts.CancellationToken);
        if (!origin.IsKnown || origin.Creations.Count == 0
            || BufferOrigin.NameOf(origin.Creations[0], source, facts.CancellationToken) is not { } name || name is not (IFieldSymbol or IPropertySymbol))
            return null;

        var uses = BufferUses.Of(origin, source, facts.CancellationToken);
        var isTaken = uses.Calls.Any(call => call.Action == BufferAction.Take) || origin.Creations[0].Type?.Name == "ActionBlock";
        return isTaken && !uses.Escapes && !uses.IsMeasured && !uses.IsReplaced && !BackPressure.IsWorkedOffByHandler(handler, write, uses, facts) ? name : null;
    }

    // The promise or callback of somebody who waits, or settles the message when it is done.
    private static bool CarriesCompletion(ITypeSymbol item) =>
        item.TypeKind == TypeKind.Delegate || item.Name == "TaskCompletionSource"
        || item.DeclaringSyntaxReferences.Length > 0
        && item.GetMembers().Any(member => member is IFieldSymbol { Type: var type } && (type.TypeKind == TypeKind.Delegate || type.Name == "TaskCompletionSource"));
}
