using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1011: a body in pooled memory outlives its handler.</summary>
internal sealed class PooledBodyEscapesHandler : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1011",
        "Pooled message body outlives its handler",
        "'{0}' is memory that the client uses again when the handler returns; copy it before {1}",
        "The client fills the memory of a body with a later message once the handler has returned; whoever reads it then reads another message, or a mixture.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var handler in facts.Handlers)
        {
            if (handler.Receives.Count > 0)
                continue;

            foreach (var body in PooledBody.EscapingFrom(handler, facts))
                report.Report(this, body.Value.Syntax.GetLocation(), body.Name, body.How);
        }
    }
}
