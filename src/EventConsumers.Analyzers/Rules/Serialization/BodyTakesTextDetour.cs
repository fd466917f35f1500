using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Serialization;

/// <summary>EVC6002: message body goes through a string.</summary>
internal sealed class BodyTakesTextDetour : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC6002",
        "Message body goes through a string",
        "'{0}' turns the body into a string only to {1} it; work on the UTF-8 bytes",
        "A body that goes through a string is decoded, allocated and scanned twice.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
    }
}
