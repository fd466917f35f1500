using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Semantics;

/// <summary>EVC7004: a handler does again what it has done when its message comes again.</summary>
internal sealed class HandlerNotIdempotent : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Off(
        "EVC7004",
        "Handler is not idempotent",
        "'{0}' is done again whenever {1} gets the same message again; key it on the message, or ask first whether it has been done",
        "Brokers deliver at least once: after a crash, a lost acknowledgement or a rebalance a message that was handled comes again.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var handler in facts.Handlers)
        {
            if (!IsAtLeastOnce(handler, facts) || Deduplication.IsSpokenOf(handler))
                continue;

            foreach (var call in facts.InvocationsIn(handler.Body))
            {
                if (RepeatedEffect.Is(call, handler) && call.IsWaitedForIn(handler.Body) && call.Enclosing<ICatchClauseOperation>() is null
                    && !Deduplication.IsAskedBefore(call, handler))
                {
                    report.Report(this, CallName.LocationOf(call.Syntax), call.TargetMethod.Name, handler.Name);
                }
            }
        }
    }

    private static bool IsAtLeastOnce(Handler handler, BodyFacts facts) =>
        !handler.Client.IsInProcess && handler.Settlement != SettlementMode.None
        && !facts.CallsOfType.Any(call => call.Flag(call.Meaning.AutomaticSettlement) == true);
}
