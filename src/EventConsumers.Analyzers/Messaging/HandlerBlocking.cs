using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds where handlers, with a message in hand, block their thread.</summary>
internal static class HandlerBlocking
{
    /// <summary>
    /// The blocking calls of a kind in handlers, and in methods that they call and wait for. Each stands where it is to be mended,
    /// in whatever file.
    /// </summary>
    public static IEnumerable<(BlockingCall Call, Handler Handler)> In(BodyFacts facts, BlockingKind kind)
    {
        foreach (var handler in facts.Handlers)
        {
            foreach (var operation in facts.Invocations.Concat<IOperation>(facts.Results))
            {
                if (!operation.IsWithin(handler.Body))
                    continue;

                foreach (var blocking in At(operation, kind, facts))
                {
                    if (!operation.IsWaitedForIn(handler.Body) || !MessagePresence.IsInHand(operation, handler))
                        break;
                    yield return (blocking, handler);
                }
            }
        }
    }

    // The operation's own blocking, or that of the method called.
    private static IEnumerable<BlockingCall> At(IOperation operation, BlockingKind kind, BodyFacts facts)
    {
        if (BlockingCall.At(operation) is { } own)
            return own.Kind == kind ? [own] : [];

        return operation is IInvocationOperation call && call.IsWaitedFor() && Effects.Of(call.TargetMethod) == Effect.Work
            ? facts.Compilation.Summaries.Blocking(call.TargetMethod, facts.CancellationToken)
                .Where(blocking => blocking.Kind == kind && !MessagePresence.IsIdle(blocking.Operation))
            : [];
    }
}
