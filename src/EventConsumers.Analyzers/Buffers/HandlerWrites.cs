using System.Collections.Immutable;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Buffers;

/// <summary>A place where a handler's message is put into a buffer.</summary>
/// <param name="Call">The writing call.</param>
/// <param name="Site">The invocation in the handler's own body that leads there: the writing call, or that of a helper.</param>
internal sealed record HandlerWrite(BufferCall Call, IInvocationOperation Site)
{
    public bool IsDirect => Call.Call.Syntax == Site.Syntax;
}

/// <summary>Finds what a handler puts into buffers, itself or through the methods that it hands the message to.</summary>
internal static class HandlerWrites
{
    private const int Depth = 3;

    // Every handler calls services; only those that sound like a buffer are looked into behind an interface.
    private static readonly string[] BufferWords = ["queue", "channel", "buffer", "write", "push", "add", "post", "schedule", "produce"];

    public static IEnumerable<HandlerWrite> In(Handler handler)
    {
        foreach (var invocation in handler.Facts.Invocations)
        {
            if (!handler.Contains(invocation) || invocation.Enclosing<ICatchClauseOperation>() is not null)
                continue;

            if (BufferCall.At(invocation) is { Action: BufferAction.Write } write)
            {
                if (handler.Taint.Covers(write.Value) && !Measurement.Is(write.Value))
                    yield return new HandlerWrite(write, invocation);
                continue;
            }

            foreach (var inner in Behind(invocation, handler.Taint, handler.Facts, Depth))
                yield return new HandlerWrite(inner, invocation);
        }
    }

    private static IEnumerable<BufferCall> Behind(IInvocationOperation invocation, MessageTaint taint, BodyFacts facts, int depth)
    {
        if (depth == 0 || !OutlivesTheMessage(invocation.Instance) || Callee(invocation.TargetMethod, facts.Compilation.Source) is not { } callee)
            yield break;

        var tainted = invocation.Arguments
            .Where(argument => argument.Parameter is not null && taint.Covers(argument.Value) && !Measurement.Is(argument.Value))
            .Select(argument => (ISymbol)callee.Parameters[argument.Parameter!.Ordinal])
            .ToList();
        if (tainted.Count == 0 || facts.Compilation.Source.BodyOf(callee, facts.CancellationToken) is not { } body)
            yield break;

        var inner = BodyFacts.Collect(
            facts.Compilation, callee, ImmutableArray.Create(body), _ => throw new NotSupportedException("No graphs of helpers."), facts.CancellationToken);
        var innerTaint = MessageTaint.From(inner, tainted, []);
        foreach (var call in inner.Invocations)
        {
            if (BufferCall.At(call) is { Action: BufferAction.Write } write)
            {
                // What helpers keep in lists is state, not a queue.
                if (innerTaint.Covers(write.Value) && BufferTypes.KindOf(write.Buffer.Type) is not (null or BufferKind.List))
                    yield return write;
                continue;
            }

            foreach (var further in Behind(call, innerTaint, inner, depth - 1))
                yield return further;
        }
    }

    // A helper that the handler has made for this message takes its buffers with it.
    private static bool OutlivesTheMessage(IOperation? instance) =>
        instance is null or IInstanceReferenceOperation || instance.ReferencedSymbol() is IFieldSymbol or IPropertySymbol or IParameterSymbol;

    private static IMethodSymbol? Callee(IMethodSymbol method, SourceCode source)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (!source.Declares(method) || method.IsExtensionMethod)
            return null;

        if (!method.IsAbstract)
            return method;

        return SoundsLikeBuffer(method.Name) || SoundsLikeBuffer(method.ContainingType.Name) ? source.SoleImplementationOf(method) as IMethodSymbol : null;
    }

    private static bool SoundsLikeBuffer(string name) =>
        Array.Exists(BufferWords, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
