using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1008: message settled twice.</summary>
internal sealed class MessageSettledTwice : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1008",
        "Message settled twice",
        "'{0}' settles a message that {1} has settled before; the broker refuses it, and closes the channel or throws",
        "A message can be settled once. RabbitMQ closes the channel on an unknown delivery tag, with all that was in flight on it; Service Bus reports a lost lock.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var (first, second) in RepeatedSettle.In(facts))
            report.Report(this, second.Operation.Syntax.GetLocation(), [first.Operation.Syntax.GetLocation()], null, second.Name, $"'{first.Name}'");

        foreach (var handler in facts.Handlers.Where(handler => handler.Client.SettlesOnce))
        {
            var (setting, name) = AutomaticSetting(handler, facts);
            if (setting is null)
                continue;

            foreach (var call in facts.Calls)
            {
                if (call.EndsMessage && handler.Contains(call.Operation) && handler.Taint.Covers(call.Message))
                    report.Report(this, call.Operation.Syntax.GetLocation(), [setting], null, call.Method.Name, name);
            }
        }
    }

    // Where it is written that the broker settles on delivery, or the framework afterwards.
    private static (Location? Setting, string Name) AutomaticSetting(Handler handler, BodyFacts facts)
    {
        if (SettlementMeanwhile.AcknowledgingOnDelivery(handler, facts) is { Meaning.AutomaticSettlement: { } parameter } call)
        {
            var flag = call.Argument(parameter)!;
            return ((flag.Parent ?? flag).Syntax.GetLocation(), $"'{parameter}: true'");
        }

        return handler.Client.SettlesUnless is { } option && TriggerSetting.Of(facts.Owner, option.Option, facts) is { } setting
            ? (setting, $"'{option.Option} = true'")
            : (null, "");
    }
}
