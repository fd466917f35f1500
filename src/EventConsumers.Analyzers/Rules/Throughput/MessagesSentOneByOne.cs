using System.Collections.Immutable;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>EVC2004: a loop that waits for the broker after each message that it sends.</summary>
internal sealed class MessagesSentOneByOne : BodyRule
{
    /// <summary>A property of the report: calls that nobody waits for keep their order.</summary>
    public const string InOrder = nameof(InOrder);

    // What a handful of trips takes, nobody notices.
    private const int Many = 10;

    private static readonly ImmutableDictionary<string, string?> KeepingOrder = ImmutableDictionary<string, string?>.Empty.Add(InOrder, "");

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC2004",
        "Messages sent one by one",
        "'{0}' waits for the broker once per message; use {1}",
        "A loop that awaits each send takes a trip to the broker for each message, and the client never has two of them to put into one request.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (!facts.Calls.Any(IsSlow))
            return;

        foreach (var turn in MessageTurn.In(facts))
        {
            if (turn is not { Kind: TurnKind.Batch, Source: ILoopOperation loop } || SendLoop.MostTurns(loop, facts) < Many || SendLoop.IsPaced(loop) || SendLoop.HasOtherWays(loop, facts) || SendLoop.SendsParts(loop, facts))
                continue;

            foreach (var call in facts.Calls)
            {
                if (IsSlow(call) && ReferenceEquals(call.Operation.EnclosingLoop(), loop) && SendsItsOwn(call, turn, loop, facts) && !OwnClient.Makes(call.Receiver, facts) && WaitingSend.Is(call, facts))
                {
                    report.Report(
                        this, CallName.LocationOf(call.Operation.Syntax), [loop.Syntax.GetLocation()], call.Meaning.QueuesInOrder ? KeepingOrder : null,
                        call.Method.Name, call.Meaning.SendTogether);
                }
            }
        }
    }

    private static bool IsSlow(MessagingCall call) =>
        call is { Verb: Verb.Send, Meaning.SendTogether: not null } && (call.Operation.IsAwaited() || !call.Operation.Type.IsTask());

    // Each turn sends a message of its own, whatever became of the last one.
    private static bool SendsItsOwn(MessagingCall call, MessageTurn turn, ILoopOperation loop, BodyFacts facts)
    {
        if (!TurnCondition.RunsForEveryMessage(call.Operation, turn.Body, turn.Message.Covers)
            || call.Operation.ResultSymbol() is { } result && !SendLoop.Declares(loop, result))
        {
            return false;
        }

        return (turn.Message.Covers(call.Message)
                || loop is IForLoopOperation && SendLoop.MakesMessage(loop, call, facts) && !SendLoop.EndsAfter(loop, call.Operation))
            && turn.IsRepeated(call.Operation, facts);
    }
}
