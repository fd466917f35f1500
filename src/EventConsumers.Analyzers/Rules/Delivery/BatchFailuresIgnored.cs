using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1014: failures of a batch call ignored.</summary>
internal sealed class BatchFailuresIgnored : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1014",
        "Failures of a batch call ignored",
        "'{0}' succeeds even if some of its messages fail; '{1}' of its response is never read, so nobody learns which",
        "A batch call answers with success and a list of the entries that failed. Whoever does not read the list takes them for done.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (call is { Operation: IInvocationOperation invocation, Meaning.Failures: { Length: > 0 } failures }
                && CallResult.Of(invocation, facts) is { } result
                && (result.IsDropped || !result.Escapes && !failures.Any(result.Members.Contains)))
            {
                report.Report(this, invocation.Syntax.GetLocation(), call.Method.Name, failures[0]);
            }
        }
    }
}
