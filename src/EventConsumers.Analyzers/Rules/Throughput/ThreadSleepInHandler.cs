using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>EVC2001: Thread.Sleep in a message handler, or in a method that a handler calls.</summary>
internal sealed class ThreadSleepInHandler : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC2001",
        "Thread.Sleep in a message handler",
        "'{0}' blocks the thread of {1} while messages wait",
        "Sleeping in a message handler holds the thread and the message; everything behind it waits.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var (sleep, holder) in HandlerBlocking.In(facts, BlockingKind.Sleep))
            report.Report(this, sleep.Operation.Syntax.GetLocation(), sleep.Name, holder);
    }
}
