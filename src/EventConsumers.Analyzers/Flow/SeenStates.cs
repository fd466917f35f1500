namespace EventConsumers.Analyzers.Flow;

/// <summary>
/// The states in which paths have come to the blocks of a graph. There are only so many per block: what further paths know is
/// dropped, and of them less is ruled out.
/// </summary>
internal sealed class SeenStates(int blocks)
{
    private const int MostKnown = 32;
    private const int MostContinuations = 32;

    private readonly HashSet<(int Block, FlowState State)> _seen = [];
    private readonly Dictionary<(int Block, Continuation? Continuation), int> _known = [];
    private readonly int[] _continuations = new int[blocks];

    /// <summary>Adds a state, or one that knows less; null if it has been seen.</summary>
    public FlowState? Add(int block, FlowState state)
    {
        if (!_known.TryGetValue((block, state.Continuation), out var count) && ++_continuations[block] > MostContinuations)
        {
            state = state with { Continuation = null };
            _known.TryGetValue((block, null), out count);
        }

        if (count >= MostKnown)
            state = state with { Known = 0 };
        if (!_seen.Add((block, state)))
            return null;

        _known[(block, state.Continuation)] = count + 1;
        return state;
    }
}
