using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1002: message acknowledged automatically.</summary>
internal sealed class AutomaticAcknowledgement : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1002",
        "Message acknowledged automatically",
        "'{0}' acknowledges each message on delivery; a failure or crash in the handler loses it",
        "With automatic acknowledgement the broker forgets a message as soon as it is sent, before the handler has run.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
    }
}
