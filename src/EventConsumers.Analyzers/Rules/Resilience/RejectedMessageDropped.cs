using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>EVC3003: rejected message dropped.</summary>
internal sealed class RejectedMessageDropped : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC3003",
        "Rejected message dropped",
        "'{0}' drops the message: its queue is declared without '{1}', so there is nowhere it could go",
        "What is rejected and not queued again goes to the queue's dead-letter exchange; without one, the broker discards it.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (DroppedRejections.Is(call, facts) && DroppedRejections.Declarations(facts) is { Count: > 0 } declarations)
            {
                report.Report(
                    this,
                    CallName.LocationOf(call.Operation.Syntax),
                    declarations.Select(declaration => declaration.Operation.Syntax.GetLocation()),
                    null,
                    call.Method.Name,
                    call.Client.DeadLetter!.Setting);
            }
        }
    }
}
