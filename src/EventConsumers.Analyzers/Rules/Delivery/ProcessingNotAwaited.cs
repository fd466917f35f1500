using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1009: processing of a message that is not awaited.</summary>
internal sealed class ProcessingNotAwaited : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1009",
        "Processing of a message is not awaited",
        "'{0}' is not awaited: the message is settled while it still runs, so a failure or crash in it loses the message",
        "Work on a message that is started and left alone goes on after the message was acknowledged; nobody sees its failure, and a crash loses the message.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (facts.Handlers.Count == 0)
            return;

        foreach (var dropped in DroppedTask.In(facts))
        {
            if (LostWork(dropped, facts) is { } work)
                report.Report(this, CallName.LocationOf(dropped.Start.Syntax), work);
        }
    }

    // A send whose result is dropped is EVC1019's.
    private static string? LostWork(DroppedTask dropped, BodyFacts facts)
    {
        if (facts.CallAt(dropped.Start) is { Verb: not Verb.Request } || SettlementMeanwhile.IsLeftTo(dropped, facts))
            return null;

        foreach (var handler in facts.Handlers)
        {
            if (handler.Contains(dropped.Start)
                && dropped.Start.IsWaitedForIn(handler.Body)
                && MessageWork.In(dropped.Start, handler.Taint, facts).FirstOrDefault() is { } work
                && SettlementMeanwhile.Of(handler, dropped.Start, facts))
            {
                return work.CalledName();
            }
        }

        return null;
    }
}
