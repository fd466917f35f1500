namespace EventConsumers.Analyzers.Flow;

/// <summary>What one path knows at a place.</summary>
/// <param name="Known">What it knows of the tested values.</param>
/// <param name="Continuation">What follows the finally block that it runs; null outside of one, and where that is not known.</param>
internal readonly record struct FlowState(ulong Known, Continuation? Continuation);

/// <summary>What follows a finally block when it has run.</summary>
/// <param name="Target">The block that a branch through it leads to; null if an exception unwinds through it.</param>
/// <param name="Outer">What follows the finally block round it.</param>
internal sealed record Continuation(int? Target, Continuation? Outer);
