using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>
/// A failure after which a poll loop goes on to the next message, of a client that settles by position: the next message that succeeds
/// settles the failed one with it.
/// </summary>
internal sealed record LaterSettle(SwallowedFailure Failure, MessagingCall Settle)
{
    /// <summary>The failure that a poll loop leaves behind it; null if none is sure.</summary>
    public static LaterSettle? In(Handler handler, BodyFacts facts)
    {
        if (handler is not { Kind: HandlerKind.PollLoop, Loop: { } loop, Receives: { Count: 1 } receives } || receives[0].Verb != Verb.Receive
            || !facts.Calls.Any(call => call.IsByPosition && call.Operation.IsWithin(handler.Body))
            || SwallowedFailure.In(handler, facts) is not { Clause: { Parent: ITryOperation @try } clause } failure
            || !GoesOn(clause, loop, receives[0], facts))
        {
            return null;
        }

        var settle = facts.Calls.FirstOrDefault(call =>
            call.IsByPosition && call.Operation.IsWithin(@try.Body) && call.Operation.Syntax.SpanStart > failure.Work.Syntax.SpanStart);
        return settle is null ? null : new LaterSettle(failure, settle);
    }

    // Nothing that ends the loop, goes back to the message or may do so.
    private static bool GoesOn(ICatchClauseOperation clause, ILoopOperation loop, MessagingCall receive, BodyFacts facts) =>
        !clause.Handler.Descendants().Any(operation => operation switch
        {
            IReturnOperation { IsImplicit: false } => true,
            IBranchOperation { BranchKind: BranchKind.GoTo } => true,
            IBranchOperation { BranchKind: BranchKind.Break } branch => SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel),
            IInvocationOperation call => facts.CallAt(call) is not null
                || Effects.Of(call.TargetMethod) == Effect.Work
                || call.TargetMethod.Name is "Cancel" or "CancelAsync"
                || call.Instance.ReferencedSymbol() is { } symbol && SymbolEqualityComparer.Default.Equals(symbol, receive.Receiver.ReferencedSymbol()),
            _ => false,
        });
}
