using System.Collections.Immutable;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>EVC2010: waits, after each message, until everything that was sent has arrived.</summary>
internal sealed class FlushPerMessage : BodyRule
{
    /// <summary>A property of the report: everything that was sent has been awaited already.</summary>
    public const string Awaited = nameof(Awaited);

    private static readonly ImmutableDictionary<string, string?> Redundant = ImmutableDictionary<string, string?>.Empty.Add(Awaited, "");

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC2010",
        "Flush after every message",
        "'{0}' waits {1} until all that was sent has arrived; {2}",
        "A flush waits until nothing is in flight: after every message it keeps the client from sending two of them together, and waits for those of others too.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var flush in facts.Calls)
        {
            if (flush.Verb != Verb.Flush || flush.Receiver.ReferencedSymbol() is not { } client || SendRoundTrip.IsOnlyALook(flush))
                continue;

            var sends = facts.Calls.Where(call => call.Verb == Verb.Send && SymbolEqualityComparer.Default.Equals(call.Receiver.ReferencedSymbol(), client)).ToList();
            if (LoopOf(flush, sends, facts) is { } loop)
                Report(flush, sends, loop, "for every message", "flush once after the loop", report);
            else if (flush.Meaning.AwaitInstead is { } instead && (HandlerOf(flush, sends, facts) ?? OwnerOf(flush, sends, client)) is { } occasion)
                Report(flush, sends, null, occasion, $"await '{instead}' instead", report);
        }
    }

    // The loop that sends and flushes in each turn; a loop that receives is a handler.
    private static ILoopOperation? LoopOf(MessagingCall flush, List<MessagingCall> sends, BodyFacts facts) =>
        flush.Operation.EnclosingLoop() is { } loop
        && facts.Handlers.All(handler => handler.Loop is null || !ReferenceEquals(handler.Loop, loop))
        && !SendLoop.IsPaced(loop)
        && MessageTurn.In(facts).FirstOrDefault(turn => ReferenceEquals(turn.Source, loop)) is { } turn
        && sends.Exists(send => SendRoundTrip.Precedes(send, flush))
        && turn.IsRepeated(flush.Operation, facts)
        && TurnCondition.RunsForEveryMessage(flush.Operation, turn.Body, turn.Message.Covers) ? loop : null;

    private static string? HandlerOf(MessagingCall flush, List<MessagingCall> sends, BodyFacts facts)
    {
        var loop = flush.Operation.EnclosingLoop();
        var handler = facts.Handlers.FirstOrDefault(handler =>
            handler.Kind != HandlerKind.SingleReceive && !handler.IsBatch
            && ReferenceEquals(handler.Loop, loop)
            && handler.Contains(flush.Operation) && flush.Operation.IsWaitedForIn(handler.Body)
            && sends.Exists(send => SendRoundTrip.Precedes(send, flush))
            && TurnCondition.RunsForEveryMessage(flush.Operation, handler.Body, handler.Taint.Covers));
        return handler is null ? null : $"for every message that {handler.Name} handles";
    }

    // await _producer.ProduceAsync(…); _producer.Flush(…); with a producer that others use too.
    private static string? OwnerOf(MessagingCall flush, List<MessagingCall> sends, ISymbol client) =>
        client is IFieldSymbol or IPropertySymbol or IParameterSymbol
        && flush.Operation.EnclosingLoop() is null
        && flush.Operation.Parent is IExpressionStatementOperation { Parent: IBlockOperation { Operations: var statements } } statement
        && statements.IndexOf(statement) is > 0 and var index
        && sends.Any(send => send.Operation.IsAwaited() && send.Operation.EnclosingLoop() is null && send.Operation.IsWithin(statements[index - 1]))
            ? "for every call" : null;

    // Nothing is left to wait for where every send is awaited.
    private void Report(MessagingCall flush, List<MessagingCall> sends, ILoopOperation? loop, string occasion, string advice, Reporter report)
    {
        var isRedundant = sends.TrueForAll(send => send.Operation.IsAwaited());
        report.Report(
            this, CallName.LocationOf(flush.Operation.Syntax), loop is null || isRedundant ? null : [loop.Syntax.GetLocation()], isRedundant ? Redundant : null,
            flush.Method.Name, occasion, isRedundant ? "it is not needed, as each message has been awaited" : advice);
    }
}
