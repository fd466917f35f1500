using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Semantics;

/// <summary>EVC7003: a database and a broker are written to, and nothing holds the two together.</summary>
internal sealed class DualWrite : BodyRule
{
    private static readonly Func<MemberMeaning, bool> Sending = meaning => meaning.Verb is Verb.Send or Verb.SendMany && meaning.Client.Outbox != OutboxMode.Always;
    private static readonly string[] OutboxWords = ["Outbox", "outbox", "OutBox"];

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Off(
        "EVC7003",
        "Dual write",
        "'{0}' sends and '{1}' writes to a database, each for itself: after a failure in between only one of them has happened; an outbox does both or none",
        "A message that tells of a change must go out if and only if the change is made; two writes to two systems cannot promise that.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (facts.Owner is not IMethodSymbol { MethodKind: MethodKind.Ordinary } || HasOutbox(facts)
            || !facts.Invocations.Any(call => facts.Compilation.Databases.MayWrite(call, facts.CancellationToken)))
        {
            return;
        }

        // Helpers are looked into only where a send and a write may come together.
        var sends = facts.Invocations.Where(invocation => MaySend(invocation, facts) && IsPart(invocation) && !IsHeldBack(invocation, facts)).ToList();
        if (sends.Count == 0)
            return;

        var writes = facts.Invocations.Where(invocation => facts.Compilation.Databases.Writes(invocation, facts.CancellationToken) && IsPart(invocation)).ToList();
        if (writes.Count == 0)
            return;

        foreach (var send in sends)
        {
            if (!Sends(send, facts))
                continue;

            if (writes.FirstOrDefault(write => write != send && RunTogether(write, send, facts)) is { } other && !writes.Contains(send))
                report.Report(this, CallName.LocationOf(send.Syntax), send.TargetMethod.Name, other.TargetMethod.Name);
        }
    }

    private static bool HasOutbox(BodyFacts facts) =>
        Array.Exists(OutboxWords, word => facts.Compilation.Mentions(word, facts.CancellationToken))
        || facts.Compilation.Catalog.Clients.Any(client => Array.Exists(client.OutboxSettings, word => facts.Compilation.Mentions(word, facts.CancellationToken)));

    // What is said or noted of a failure has no counterpart.
    private static bool IsPart(IInvocationOperation call) => call.IsWaitedFor() && call.Enclosing<ICatchClauseOperation>() is null;

    private static bool MaySend(IInvocationOperation call, BodyFacts facts) => facts.CallAt(call) is { } client
        ? Sending(client.Meaning)
        : facts.Compilation.Summaries.MayCall(call.TargetMethod, Sending, facts.CancellationToken);

    private static bool Sends(IInvocationOperation call, BodyFacts facts) => facts.CallAt(call) is { } client
        ? Sending(client.Meaning)
        : facts.Compilation.Summaries.CallsBehind(call.TargetMethod, Sending, facts.CancellationToken).Any();

    private static bool IsHeldBack(IInvocationOperation send, BodyFacts facts) =>
        facts.Handlers.Any(handler => handler.Client.Outbox == OutboxMode.InHandlers && handler.Contains(send));

    // One comes after the other on some path that does not go back.
    private static bool RunTogether(IInvocationOperation write, IInvocationOperation send, BodyFacts facts)
    {
        if (write.Function().Syntax != send.Function().Syntax)
            return false;

        var (first, second) = write.Syntax.Span.End <= send.Syntax.Span.End ? (write, send) : (send, write);
        return second.Syntax.Span.Contains(first.Syntax.Span) || facts.GraphOf(first)?.SearchAfter(first.Syntax, OperationKind.Invocation, Visit) is not null;

        Step Visit(IOperation operation) =>
            operation is IInvocationOperation && operation.Syntax == second.Syntax ? Step.Found
            : operation.Syntax.Span.End <= first.Syntax.SpanStart ? Step.Leave
            : Step.Continue;
    }
}
