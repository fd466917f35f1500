using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1024: message settled beside the pump.</summary>
internal sealed class SettledBesidePump : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1024",
        "Message settled beside the pump",
        "'{0}' settles a message that is settled again once its handler has finished; the broker refuses the second time, or forgets the message before the work is done",
        "A pump, and a consumer with a pump, settles each message after its handler, in order and together with others. A handler that settles as well takes that away: RabbitMQ closes the channel on the second acknowledgement.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var handler in facts.Handlers)
        {
            if (!handler.IsSettledByRunner)
                continue;

            foreach (var call in facts.Calls)
            {
                if (IsSettled(call) && handler.Contains(call.Operation) && (handler.Taint.Covers(call.Message) || call.Message is null && call.Meaning.CoversEverything))
                    report.Report(this, call.Operation.Syntax.GetLocation(), call.Method.Name);
            }
        }
    }

    // A refusal is an error only where the broker takes one answer for each message.
    private static bool IsSettled(MessagingCall call) => call.Settles || call.EndsMessage && call.Client.SettlesOnce;
}
