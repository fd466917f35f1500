using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds where handlers, with a message in hand, block their thread.</summary>
internal static class HandlerBlocking
{
    /// <summary>
    /// The blocking calls of a kind in handlers, and in methods that they call and wait for. Each stands where it is to be mended,
    /// in whatever file; beside each, what to call the handlers whose thread it blocks.
    /// </summary>
    public static IEnumerable<(BlockingCall Call, string Holder)> In(BodyFacts facts, BlockingKind kind)
    {
        foreach (var handler in facts.Handlers)
        {
            bool? hasOwnThread = null;
            foreach (var operation in facts.Invocations.Concat<IOperation>(facts.Results))
            {
                if (!operation.IsWithin(handler.Body) || !operation.IsWaitedForIn(handler.Body))
                    continue;

                if (BlockingCall.At(operation) is not { } own)
                {
                    foreach (var blocking in Behind(operation, kind, facts).Where(_ => MessagePresence.IsInHand(operation, handler) && !HasOwnThread()))
                        yield return (blocking, HolderOf(blocking, kind, facts));
                }
                else if (own.Kind == kind && MessagePresence.IsInHand(operation, handler) && !HasOwnThread())
                {
                    yield return (own, handler.Name);
                }
            }

            bool HasOwnThread() => hasOwnThread ??= OwnThread.IsGivenTo(handler, facts);
        }
    }

    // Several handlers may call one helper: what is said of it must not depend on which of them is looked at first.
    private static string HolderOf(BlockingCall blocking, BlockingKind kind, BodyFacts facts)
    {
        var member = facts.Compilation.Source.MemberRound(blocking.Operation.Syntax, facts.CancellationToken);
        var own = member is IMethodSymbol method && facts.Of(method) is { } body
            ? body.Handlers.FirstOrDefault(handler => body.Invocations.Concat<IOperation>(body.Results).Any(operation =>
                operation.Syntax == blocking.Operation.Syntax && BlockingCall.At(operation)?.Kind == kind
                && operation.IsWithin(handler.Body) && operation.IsWaitedForIn(handler.Body) && MessagePresence.IsInHand(operation, handler)))
            : null;
        return own?.Name ?? HandlerName.OfCallers(member);
    }

    private static IEnumerable<BlockingCall> Behind(IOperation operation, BlockingKind kind, BodyFacts facts) =>
        operation is IInvocationOperation call && call.IsWaitedFor() && Effects.Of(call.TargetMethod) == Effect.Work
            ? facts.Compilation.Summaries.Blocking(call.TargetMethod, kind, facts.CancellationToken).Where(blocking => !MessagePresence.IsIdle(blocking.Operation))
            : [];
}
