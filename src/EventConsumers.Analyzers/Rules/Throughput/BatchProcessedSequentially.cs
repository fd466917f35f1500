using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>EVC2011: a batch whose messages are processed one after the other.</summary>
internal sealed class BatchProcessedSequentially : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC2011",
        "Batch processed sequentially",
        "'{0}' is awaited for one message of the batch after the other; the batch takes as long as all of them together",
        "Messages that have nothing to do with each other can be processed several at a time, up to a limit.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var loop in facts.Handlers.SelectMany(BatchLoop.In))
        {
            if (loop.AwaitedWork.FirstOrDefault() is { } work && !loop.IsDependent(work) && !loop.IsOrdered)
                report.Report(this, CallName.LocationOf(work.Syntax), work.CalledName());
        }
    }
}
