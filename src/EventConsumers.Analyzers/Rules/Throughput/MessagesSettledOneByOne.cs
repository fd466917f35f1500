using System.Collections.Immutable;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>EVC2003: messages settled one by one where the client can settle them together.</summary>
internal sealed class MessagesSettledOneByOne : BodyRule
{
    /// <summary>A property of the report: what the loop goes through is what one receive brought, so no more than the client allows.</summary>
    public const string OneReceive = nameof(OneReceive);

    private static readonly ImmutableDictionary<string, string?> OfOneReceive = ImmutableDictionary<string, string?>.Empty.Add(OneReceive, "");

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC2003",
        "Messages settled one by one",
        "'{0}' settles one message per call, a trip to the broker for each; use {1}",
        "Settling every message of a batch or of a poll loop by a call of its own costs a trip to the broker for each.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (!facts.Compilation.Catalog.SettlesTogether)
            return;

        foreach (var (settlement, turn) in In(facts))
            Report(settlement, turn, facts, report);

        // Code that goes through messages with nothing of a client in it is not looked at for itself.
        foreach (var caller in SettlingMethod.CallersOf(facts))
        {
            var settled = In(caller).Where(found => found.Turn.Kind == TurnKind.Batch && facts.CallAt(found.Settlement.Place) is not null).ToList();
            if (settled.Count == 0 || SettlingMethod.IsGivenOne(caller))
                continue;

            foreach (var (settlement, turn) in settled)
                Report(settlement, turn, caller, report);
        }
    }

    private static IEnumerable<(SingleSettlement Settlement, MessageTurn Turn)> In(BodyFacts facts)
    {
        // Where a receive brings one message, each was received by a call of its own, whatever loop stands round it.
        var singles = facts.Handlers.Where(handler => handler.Receives.Count > 0 && handler.Receives.All(receive => BatchLimit.Of(receive, facts) == 1))
            .Select(handler => handler.Body).ToList();
        foreach (var turn in MessageTurn.In(facts))
        {
            if (turn.HoldsAtMostOne(facts))
            {
                singles.Add(turn.Body);
                continue;
            }

            if (turn.IsSettledOnReceipt(facts) || turn.IsLeftoverOfBatch(facts))
                continue;

            if (turn.Group is { } group && SingleSettlement.Within(group, facts) is { NamesMessage: true } settled)
                yield return (settled, turn);

            foreach (var call in facts.Invocations)
            {
                if (call.IsWithin(turn.Body) && !singles.Exists(call.IsWithin) && SettlementOf(call, turn, facts) is { } settlement && RunsEveryTurn(call, turn, facts))
                    yield return (settlement, turn);
            }
        }
    }

    /// <summary>The settling of this turn's one message by a call, in it or in the method called.</summary>
    private static SingleSettlement? SettlementOf(IInvocationOperation call, MessageTurn turn, BodyFacts facts)
    {
        var settlement = facts.CallAt(call) is { } settle
            ? SingleSettlement.Of(settle, turn.Message.Covers)
            : SingleSettlement.Within(call, turn.Message.Covers, facts);
        return settlement is not null && turn.Suits(settlement.Call.Meaning, settlement.NamesMessage) ? settlement : null;
    }

    private static bool RunsEveryTurn(IInvocationOperation call, MessageTurn turn, BodyFacts facts) =>
        (turn.Kind == TurnKind.Batch ? call.IsStartedIn(turn.Body) : call.IsWaitedForIn(turn.Body))
        && TurnCondition.RunsForEveryMessage(call, turn.Body, turn.Message.Covers)
        && (turn.Handler is null || MessagePresence.IsInHand(call, turn.Handler))
        && turn.IsRepeated(call, facts);

    private void Report(SingleSettlement settlement, MessageTurn turn, BodyFacts facts, Reporter report)
    {
        if (OwnClient.Makes(settlement.Call.Receiver, facts))
            return;

        report.Report(
            this,
            settlement.Place.Syntax.GetLocation(),
            [turn.Source.Syntax.GetLocation()],
            turn.IsOneReceive(facts) ? OfOneReceive : null,
            settlement.Call.Method.Name,
            settlement.Call.Meaning.SettleTogether);
    }
}
