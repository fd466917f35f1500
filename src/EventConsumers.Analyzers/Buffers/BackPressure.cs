using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Buffers;

/// <summary>What keeps a buffer without a bound from growing: the handler waits, drains, pauses, or leaves its messages unsettled.</summary>
internal static class BackPressure
{
    public static bool Holds(Handler handler, HandlerWrite write, BufferUses uses, BodyFacts facts) =>
        WaitsForItem(handler, write)
        || HoldsPermit(handler)
        || DrainedInTurn(handler, uses, facts)
        || DrainedOnTimer(uses, facts)
        || HoldsReplies(uses, facts)
        || Pauses(handler)
        || LimitedByPrefetch(handler, facts);

    /// <summary>Who fills the buffer also empties it, waits for what it has put in, or answers a request by it.</summary>
    public static bool IsWorkedOffByHandler(Handler handler, HandlerWrite write, BufferUses uses, BodyFacts facts) =>
        WaitsForItem(handler, write) || HoldsPermit(handler) || DrainedInTurn(handler, uses, facts) || DrainedOnTimer(uses, facts) || HoldsReplies(uses, facts);

    // The handler goes on only when what it has put in is done: await item.Completion, await source.Task.
    private static bool WaitsForItem(Handler handler, HandlerWrite write)
    {
        var inItem = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var argument in write.Site.Arguments)
            inItem.UnionWith(argument.Value.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Select(reference => (ISymbol)reference.Local));

        foreach (var operation in handler.Body.DescendantsAndSelf())
        {
            if (operation is not IPropertyReferenceOperation { Instance: { } instance } property || !property.Type.IsTask())
                continue;

            if (instance.Type?.Name == "TaskCompletionSource"
                || instance.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(reference => inItem.Contains(reference.Local)))
            {
                return true;
            }
        }

        return false;
    }

    // A semaphore that is entered here and left by whoever finishes the work.
    private static bool HoldsPermit(Handler handler)
    {
        var entered = false;
        foreach (var invocation in handler.Facts.Invocations)
        {
            if (!handler.Contains(invocation) || invocation.TargetMethod.ContainingType is not { Name: "SemaphoreSlim" or "Semaphore" })
                continue;

            if (invocation.TargetMethod.Name == "Release")
                return false;
            entered |= invocation.TargetMethod.Name is "Wait" or "WaitAsync" or "WaitOne";
        }

        return entered;
    }

    private static bool DrainedInTurn(Handler handler, BufferUses uses, BodyFacts facts)
    {
        var takes = uses.Calls.Where(call => call.Action == BufferAction.Take).Select(call => call.Call.Syntax).ToList();
        if (takes.Count == 0)
            return false;

        var body = handler.Body.Syntax;
        if (takes.Exists(take => take.SyntaxTree == body.SyntaxTree && body.Span.Contains(take.Span)))
            return true;

        var members = new HashSet<ISymbol>(
            takes.Select(take => facts.Compilation.Source.MemberRound(take, facts.CancellationToken)).OfType<ISymbol>(), SymbolEqualityComparer.Default);
        return Runs(handler.Body, members, MethodSummaries.Depth, facts) || DrainedByCaller(facts.Owner, members, MethodSummaries.Depth, facts);
    }

    // if (!buffer.TryDequeue(out var message)) Fill(): who fills the buffer has found it empty.
    private static bool DrainedByCaller(ISymbol callee, HashSet<ISymbol> methods, int depth, BodyFacts facts)
    {
        if (depth == 0 || callee is not IMethodSymbol { MethodKind: MethodKind.Ordinary })
            return false;

        foreach (var use in facts.Compilation.Source.UsesOf(callee, facts.CancellationToken))
        {
            if (use is IInvocationOperation call && !IsLeftRunning(call)
                && facts.Compilation.Source.MemberRound(call.Syntax, facts.CancellationToken) is { } caller
                && !SymbolEqualityComparer.Default.Equals(caller, callee)
                && (methods.Contains(caller) || DrainedByCaller(caller, methods, depth - 1, facts)))
            {
                return true;
            }
        }

        return false;
    }

    // Whether the operation runs one of the methods to its end, by calls that it waits for.
    private static bool Runs(IOperation root, HashSet<ISymbol> methods, int depth, BodyFacts facts)
    {
        foreach (var invocation in root.Descendants().OfType<IInvocationOperation>())
        {
            facts.CancellationToken.ThrowIfCancellationRequested();
            var method = (invocation.TargetMethod.ReducedFrom ?? invocation.TargetMethod).OriginalDefinition;
            if (!facts.Compilation.Source.Declares(method) || IsLeftRunning(invocation))
                continue;

            if (methods.Contains(method)
                || depth > 1 && facts.Compilation.Source.BodyOf(method, facts.CancellationToken) is { } body && Runs(body, methods, depth - 1, facts))
            {
                return true;
            }
        }

        return false;
    }

    // A task that is dropped, or kept somewhere, goes on beside the handler.
    private static bool IsLeftRunning(IInvocationOperation invocation) =>
        invocation.TargetMethod.ReturnType.IsTask()
        && invocation.Parent is IExpressionStatementOperation
            or ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation or IDiscardOperation }
            or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: not ("WhenAll" or "WhenAny" or "WaitAll" or "WaitAny") } };

    private static bool DrainedOnTimer(BufferUses uses, BodyFacts facts)
    {
        foreach (var take in uses.Calls.Where(call => call.Action == BufferAction.Take))
        {
            if (take.Call.Syntax.AncestorsAndSelf().Any(IsTimerCallback))
                return true;

            if (facts.Compilation.Source.MemberRound(take.Call.Syntax, facts.CancellationToken) is not IMethodSymbol method)
                continue;

            if (facts.Compilation.Source.BodyOf(method, facts.CancellationToken) is { } body
                && body.Descendants().Any(operation => operation is IInvocationOperation { TargetMethod.Name: "WaitForNextTickAsync" }))
            {
                return true;
            }

            if (facts.Compilation.Source.NamesOf(method, facts.CancellationToken).Any(name => name.AncestorsAndSelf().Any(IsTimerCallback)))
                return true;
        }

        return false;
    }

    // Publish(request); return _replies.Take(): there is one message for each request that somebody waits for.
    private static bool HoldsReplies(BufferUses uses, BodyFacts facts)
    {
        foreach (var take in uses.Calls.Where(call => call.Action == BufferAction.Take))
        {
            if (facts.Compilation.Source.MemberRound(take.Call.Syntax, facts.CancellationToken) is IMethodSymbol method
                && facts.Compilation.Summaries.Direct(method, facts.CancellationToken) is { } summary
                && summary.Calls.Any(call => call.Verb == Verb.Send && call.Operation.Syntax.SpanStart < take.Call.Syntax.SpanStart))
            {
                return true;
            }
        }

        return false;
    }

    // new Timer(_ => Flush(), …), timer.Elapsed += …
    private static bool IsTimerCallback(SyntaxNode node) => node switch
    {
        ArgumentSyntax { Parent.Parent: ObjectCreationExpressionSyntax { Type: var type } } =>
            type.ToString().EndsWith("Timer", StringComparison.Ordinal),
        AssignmentExpressionSyntax { Left: var left } => left.ToString().EndsWith(".Elapsed", StringComparison.Ordinal),
        _ => false,
    };

    private static bool Pauses(Handler handler) =>
        handler.Facts.CallsOfType(static meaning => meaning.Verb == Verb.Pause).Any();

    // Unsettled messages are few as long as the broker counts them: what waits unsettled in the buffer is within the prefetch.
    private static bool LimitedByPrefetch(Handler handler, BodyFacts facts)
    {
        if (!handler.Client.LimitsUnsettled || handler.Kind is not (HandlerKind.Method or HandlerKind.Callback) || handler.Settlement == SettlementMode.Framework)
            return false;

        if (facts.Calls.Any(call => call.Settles && handler.Contains(call.Operation))
            || facts.Invocations.Any(invocation => handler.Contains(invocation) && facts.Compilation.Summaries.Settles(invocation.TargetMethod, facts.CancellationToken)))
        {
            return false;
        }

        var automatic = handler.Facts.CallsOfType(static meaning => meaning is { Verb: Verb.Subscribe, AutomaticSettlement: not null })
            .Select(call => call.Flag(call.Meaning.AutomaticSettlement))
            .ToList();
        return automatic.Count == 0 || automatic.Exists(flag => flag != true);
    }
}
