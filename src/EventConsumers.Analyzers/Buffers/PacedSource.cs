using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Buffers;

/// <summary>A buffer that fills no faster than a timer ticks or a user types.</summary>
internal static class PacedSource
{
    /// <summary>The loop empties a buffer, and wherever the compilation writes to it, it waits for a time or a user.</summary>
    public static bool Feeds(IForEachLoopOperation loop, BodyFacts facts)
    {
        if (loop.Collection.Unwrapped() is not IInvocationOperation taking || BufferCall.At(taking) is not { Action: BufferAction.Take } take)
            return false;

        var source = facts.Compilation.Source;
        var origin = BufferOrigin.Of(take.Buffer, source, facts.CancellationToken);
        if (!origin.IsKnown || origin.Creations.Count == 0)
            return false;

        var uses = BufferUses.Of(origin, source, facts.CancellationToken);
        var writes = uses.Calls.Where(call => call.Action == BufferAction.Write).ToList();
        return !uses.Escapes && writes.Count > 0 && writes.TrueForAll(write => IsPaced(write.Call));
    }

    // Once per turn of a loop that waits, or in a function that waits before or after it.
    private static bool IsPaced(IInvocationOperation write) => write.EnclosingLoop() is { } loop
        ? SendLoop.IsPaced(loop)
        : write.Function().InSameFunction().OfType<IInvocationOperation>().Any(call => SendLoop.Pacing.Contains(call.TargetMethod.Name));
}
