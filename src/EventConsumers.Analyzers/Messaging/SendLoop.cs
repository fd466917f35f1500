using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Questions about a loop that sends messages.</summary>
internal static class SendLoop
{
    private static readonly HashSet<string> Pacing =
    [
        "Delay", "Sleep", "SpinWait", "WaitForNextTickAsync", "WaitOne", "WaitAsync", "AcquireAsync", "ReadLine", "ReadLineAsync", "ReadKey",
    ];

    /// <summary>The loop goes at the pace of a timer, a limiter or a user: sending is not what it waits for.</summary>
    public static bool IsPaced(ILoopOperation loop) =>
        loop.InSameFunction().OfType<IInvocationOperation>().Any(call => Pacing.Contains(call.TargetMethod.Name));

    /// <summary>The loop also receives, or also sends several messages at once: what it sends singly is what another way left over.</summary>
    public static bool HasOtherWays(ILoopOperation loop, BodyFacts facts) =>
        facts.Calls.Any(call => call.Verb is Verb.Receive or Verb.ReceiveBatch or Verb.SendMany && call.Operation.IsWithin(loop))
        || loop.Descendants().OfType<IInvocationOperation>().Any(call => facts.Compilation.Catalog.IsAddedIfRoom(call.TargetMethod));

    /// <summary>The local is declared in the loop, so that no later turn sees its value.</summary>
    public static bool Declares(ILoopOperation loop, ISymbol local) =>
        local is ILocalSymbol && local.DeclaringSyntaxReferences.All(reference => loop.Body.Syntax.Span.Contains(reference.Span));

    /// <summary>The message is made in the turn that sends it.</summary>
    public static bool MakesMessage(ILoopOperation loop, MessagingCall call, BodyFacts facts)
    {
        var locals = loop.Body.InSameFunction().OfType<IVariableDeclaratorOperation>().Select(declarator => declarator.Symbol);
        return call.Message is { } message && MessageTaint.From(facts, locals, []).Covers(message);
    }

    /// <summary>Once the operation has succeeded the loop may end, as one that tries again does.</summary>
    public static bool EndsAfter(ILoopOperation loop, IOperation operation) => loop.Body.InSameFunction().Any(leave =>
        leave.Syntax.SpanStart > operation.Syntax.SpanStart
        && (leave is IReturnOperation { IsImplicit: false } || leave is IBranchOperation { BranchKind: BranchKind.Break } branch && SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel))
        && !(leave.Enclosing<IConditionalOperation>() is { } choice && Shutdown.Is(choice.Condition, leave.IsWithin(choice.WhenTrue))));
}
