using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.FlowControl;

/// <summary>EVC4002: prefetch not limited.</summary>
internal sealed class PrefetchNotLimited : BodyRule
{
    private static readonly Func<MemberMeaning, bool> Limiting = meaning => meaning.Verb == Verb.LimitPrefetch;

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC4002",
        "Prefetch not limited",
        "'{0}' has no prefetch limit: without '{1}' on the channel the broker pushes everything that is in the queue into memory",
        "With manual acknowledgement the broker pushes messages without end unless the channel limits how many may be unacknowledged.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (call.Verb == Verb.Subscribe
                && call.Flag(call.Meaning.AutomaticSettlement) == false
                && PrefetchLimit.For(call) is { } limit
                && ConsumedQueue.Of(call, facts) is not { CarriesAnswers: true }
                && OwnChannel.Of(call, facts) is { } channel
                && !channel.MayHave(Limiting, IsLimit))
            {
                report.Report(this, CallName.LocationOf(call.Operation.Syntax), call.Method.Name, limit.Member);
            }
        }
    }

    // A limit of nothing is none.
    private static bool IsLimit(MessagingCall call) =>
        call.Meaning.Prefetch is not { } parameter || call.Argument(parameter)?.ConstantValue is not { HasValue: true, Value: (ushort)0 };
}
