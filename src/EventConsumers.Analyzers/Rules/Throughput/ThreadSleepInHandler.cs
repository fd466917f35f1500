using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

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
        foreach (var handler in facts.Handlers)
        {
            foreach (var call in facts.Invocations)
            {
                if (!call.IsWithin(handler.Body))
                    continue;

                foreach (var sleep in SleepsOf(call, facts))
                {
                    if (!HoldsMessage(call, handler))
                        break;
                    report.Report(this, sleep.Operation.Syntax.GetLocation(), sleep.Name, handler.Name);
                }
            }
        }
    }

    // The call's own sleep, or those of the method called. Each stands where it is to be mended, in whatever file.
    private static IEnumerable<BlockingCall> SleepsOf(IInvocationOperation call, BodyFacts facts)
    {
        if (BlockingCall.At(call) is { } sleep)
            return sleep.Kind == BlockingKind.Sleep ? [sleep] : [];

        return call.IsWaitedFor() && Effects.Of(call.TargetMethod) == Effect.Work
            ? facts.Compilation.Summaries.Blocking(call.TargetMethod, facts.CancellationToken)
                .Where(blocking => blocking.Kind == BlockingKind.Sleep && !MessagePresence.IsIdle(blocking.Operation))
            : [];
    }

    private static bool HoldsMessage(IOperation operation, Handler handler) =>
        operation.IsWaitedForIn(handler.Body) && MessagePresence.IsInHand(operation, handler);
}
