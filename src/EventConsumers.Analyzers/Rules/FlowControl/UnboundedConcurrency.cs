using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.FlowControl;

/// <summary>EVC4005: a poll loop that starts a task for each message and goes on receiving, however many are running.</summary>
internal sealed class UnboundedConcurrency : BodyRule
{
    private static readonly HashSet<string> Limiters = ["SemaphoreSlim", "Semaphore", "RateLimiter", "ConcurrencyLimiter", "Interlocked", "CountdownEvent"];

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC4005",
        "Unbounded concurrency",
        "'{0}' is started for every message that {1} receives, and nothing limits how many of them run",
        "A loop that starts a task for each message takes them as fast as the broker gives them: when the work is slower, tasks, memory and connections grow without end, and locks run out.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (!facts.Handlers.Any(handler => handler.Kind == HandlerKind.PollLoop))
            return;

        foreach (var dropped in DroppedTask.In(facts))
        {
            var handler = facts.Handlers.FirstOrDefault(handler => handler.Kind == HandlerKind.PollLoop && Starts(handler, dropped, facts));
            if (handler is not null && MessageWork.In(dropped.Start, handler.Taint, facts).FirstOrDefault() is { } work)
                report.Report(this, CallName.LocationOf(dropped.Start.Syntax), work.CalledName(), handler.Name);
        }
    }

    // Where the message is settled meanwhile the task is also lost on a failure, which EVC1009 reports.
    private static bool Starts(Handler handler, DroppedTask dropped, BodyFacts facts) =>
        handler.Contains(dropped.Start)
        && dropped.Start.IsWaitedForIn(handler.Body)
        && facts.CallAt(dropped.Start) is null
        && SettlementMeanwhile.IsLeftTo(dropped, facts)
        && !IsLimited(handler, facts);

    // Something counts, or waits for, what is running; in the loop, or in the task.
    private static bool IsLimited(Handler handler, BodyFacts facts) => handler.Body.Descendants().Any(operation => operation switch
    {
        IInvocationOperation { TargetMethod: var method } =>
            Limiters.Contains(method.ContainingType.Name)
            || method.Name is "WhenAny" or "WhenAll" or "WaitAny" or "WaitAll" or "WaitAsync" or "AcquireAsync" or "Delay" or "Sleep"
            || facts.Compilation.Catalog.MeaningOf(method) is { Verb: Verb.Pause },
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } => true,
        _ => false,
    });
}
