using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>EVC2002: a handler, or a method that it calls, blocks its thread until a task is done.</summary>
internal sealed class BlockingWaitInHandler : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC2002",
        "Blocking wait for a task in a message handler",
        "'{0}' blocks the thread of {1} until the task is done; await the task",
        "Blocking on a task in a message handler takes two threads where none is needed, and can starve the thread pool that the task itself waits for.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var (wait, holder) in HandlerBlocking.In(facts, BlockingKind.TaskWait))
        {
            if (!TaskCompletion.IsKnown(wait))
                report.Report(this, wait.Operation.Syntax.GetLocation(), wait.Name, holder);
        }
    }
}
