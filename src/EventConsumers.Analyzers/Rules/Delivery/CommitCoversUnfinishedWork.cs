using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1020: commit that covers work which others have not finished.</summary>
internal sealed class CommitCoversUnfinishedWork : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1020",
        "Commit covers unfinished work",
        "'{0}' without arguments settles all messages received so far, also those that '{1}' still works on elsewhere; a crash loses them",
        "A commit without arguments takes the position of the consumer, whatever is still being worked on in parallel.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (call is { Settles: true, Meaning.CoversEverything: true, Message: null }
                && ParallelCallRound(call, facts) is { } parallel
                && !facts.CallsOfType(static meaning => meaning.IsLocal).Any(other => other.Client.MayBe(call.Client)))
            {
                report.Report(this, call.Operation.Syntax.GetLocation(), call.Method.Name, parallel.TargetMethod.Name);
            }
        }
    }

    // A lambda that receives for itself holds the whole loop and works on one message at a time.
    private static IInvocationOperation? ParallelCallRound(MessagingCall call, BodyFacts facts)
    {
        for (var function = call.Operation.Function(); function is IAnonymousFunctionOperation lambda; function = function.Function())
        {
            if (facts.Calls.Any(other => other.Verb is Verb.Receive or Verb.ReceiveBatch && other.Client.MayBe(call.Client) && other.Operation.IsWithin(lambda)))
                return null;
            if (Waiting.CallTaking(lambda) is { } taking && RunsInParallel(taking, lambda, facts))
                return taking;
        }

        return null;
    }

    private static bool RunsInParallel(IInvocationOperation call, IAnonymousFunctionOperation lambda, BodyFacts facts)
    {
        var method = call.TargetMethod;
        if (method.ContainingType.Is("System.Threading.Tasks", "Parallel"))
            return method.Name is "ForEach" or "ForEachAsync" or "For" or "ForAsync";

        if (method.ContainingType.Is("System.Linq", "ParallelEnumerable"))
            return method.Name == "ForAll";

        // One task per element, all of them running before the first is waited for.
        if (method.ContainingType.Is("System.Linq", "Enumerable"))
            return method.Name == "Select" && lambda.Symbol.IsAsync;

        var starts = method.Is("System.Threading.Tasks", "Task", "Run") || method.Is("System.Threading.Tasks", "TaskFactory", "StartNew") || method.Is("System.Threading", "ThreadPool", "QueueUserWorkItem");
        return starts && !IsWaitedFor(call) && call.EnclosingLoop() is { } loop && facts.Handlers.Any(handler => handler.Loop is not null && handler.Loop.Syntax == loop.Syntax || handler.ItemLoops.Any(items => items.Syntax == loop.Syntax));
    }

    private static bool IsWaitedFor(IInvocationOperation call) =>
        call.IsAwaited() || call.Parent is IInvocationOperation { TargetMethod.Name: "Wait" or "GetAwaiter" } or IPropertyReferenceOperation { Property.Name: "Result" };
}
