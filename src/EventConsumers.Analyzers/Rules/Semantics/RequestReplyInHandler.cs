using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Semantics;

/// <summary>EVC7001: a handler that asks another consumer and waits for the answer.</summary>
internal sealed class RequestReplyInHandler : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC7001",
        "Request and reply in a handler",
        "'{0}' sends a request, and {1} waits for the answer; until it comes, the message stays unsettled and keeps a place among those that are handled at once",
        "A handler that waits for the answer to a message is as slow as the slowest consumer behind it, and fails when that one is away: messaging used as if it were a call.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var handler in facts.Handlers)
        {
            if (handler.Client.IsInProcess)
                continue;

            foreach (var request in RequestReply.In(handler))
                report.Report(this, CallName.LocationOf(request.Syntax), request.TargetMethod.Name, handler.Name);
        }
    }
}
