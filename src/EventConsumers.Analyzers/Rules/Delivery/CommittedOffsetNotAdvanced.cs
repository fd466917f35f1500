using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1012: committed offset not advanced.</summary>
internal sealed class CommittedOffsetNotAdvanced : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1012",
        "Committed offset not advanced",
        "'{0}' is given '{1}', the offset of the processed message itself, so that message is read again after every restart; commit the offset after it",
        "A committed offset is that of the next message to read. Only the overloads that take the message itself add one.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (!call.Settles || call.Message is not { } message || call.Operation.Enclosing<ICatchClauseOperation>() is not null)
                continue;

            var positions = OwnPosition.In(message, facts.Compilation, facts.CancellationToken).ToList();
            if (positions.Count > 0 && !IsStillToBeProcessed(call, facts))
            {
                report.Report(
                    this,
                    call.Operation.Syntax.GetLocation(),
                    positions.Select(position => position.Syntax.GetLocation()),
                    null,
                    call.Method.Name,
                    positions[0].Syntax.ToString());
            }
        }
    }

    // Before the work, the message is the next one to read.
    private static bool IsStillToBeProcessed(MessagingCall call, BodyFacts facts) =>
        facts.Settles.FirstOrDefault(site => site.Operation.Syntax == call.Operation.Syntax) is { } site && EarlySettle.WorkAfter(site, facts).Count > 0;
}
