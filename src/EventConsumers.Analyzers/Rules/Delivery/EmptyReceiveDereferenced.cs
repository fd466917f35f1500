using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1021: empty receive dereferenced.</summary>
internal sealed class EmptyReceiveDereferenced : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1021",
        "Empty receive dereferenced",
        "'{0}' is null when '{1}' finds the queue empty, and nothing here tests it; the next empty receive throws",
        "A list of messages that the client leaves null when nothing came ends the consumer on the first quiet moment.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (call is not { Operation: IInvocationOperation receive, Meaning.NullWhenEmpty: { } list }
                || NullableList.Of(CallResult.Of(receive, facts), list, facts) is not { IsTested: false, Dereferenced: { Count: > 0 } reads }
                || call.Client.NeverNull is { } setting && facts.Compilation.Mentions(setting, facts.CancellationToken))
            {
                continue;
            }

            report.Report(this, reads[0].Syntax.GetLocation(), reads.Skip(1).Select(read => read.Syntax.GetLocation()), null, list, call.Method.Name);
        }
    }
}
