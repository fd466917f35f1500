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
            var effects = EffectsIn(handler, facts).ToList();
            if (effects.Count == 0 || !IsAtLeastOnce(handler, facts) || Deduplication.IsSpokenOf(handler))
                continue;

            foreach (var effect in effects)
            {
                if (!Deduplication.IsAskedBefore(effect, handler))
                    report.Report(this, CallName.LocationOf(effect.Syntax), effect.TargetMethod.Name, handler.Name);
            }
        }
    }

    private static IEnumerable<IInvocationOperation> EffectsIn(Handler handler, BodyFacts facts) =>
        facts.InvocationsIn(handler.Body).Where(call =>
            RepeatedEffect.Is(call, handler) && call.IsWaitedForIn(handler.Body) && call.Enclosing<ICatchClauseOperation>() is null);

    private static bool IsAtLeastOnce(Handler handler, BodyFacts facts) =>
        !handler.Client.IsInProcess && handler.Settlement != SettlementMode.None
        && !facts.CallsOfType(static meaning => meaning.AutomaticSettlement is not null).Any(call => call.Flag(call.Meaning.AutomaticSettlement) == true);
}
