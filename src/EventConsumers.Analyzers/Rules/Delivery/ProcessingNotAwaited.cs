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
            foreach (var handler in facts.Handlers)
            {
                if (handler.Contains(dropped.Start) && dropped.Start.IsWaitedForIn(handler.Body)
                    && dropped.WorkOn(handler.Taint, facts) is { } work && SettlementMeanwhile.Of(handler, dropped.Start, facts))
                {
                    report.Report(this, CallName.LocationOf(dropped.Start.Syntax), work.CalledName());
                    break;
                }
            }
        }

        foreach (var handler in facts.Handlers)
        {
            foreach (var left in WorkLeftAlone.By(handler))
            {
                if (SettlementMeanwhile.Of(handler, left.Call, facts))
                    report.Report(this, CallName.LocationOf(left.Start.Syntax), left.Work.CalledName());
            }
        }
    }
}
