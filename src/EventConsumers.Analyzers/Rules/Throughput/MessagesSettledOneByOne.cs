using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>EVC2003: messages settled one by one.</summary>
internal sealed class MessagesSettledOneByOne : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC2003",
        "Messages settled one by one",
        "'{0}' settles one message per turn of the loop, a broker round trip each",
        "Settling every message of a batch or poll loop by a call of its own costs a broker round trip each.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
    }
}
