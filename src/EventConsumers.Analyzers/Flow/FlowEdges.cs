using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace EventConsumers.Analyzers.Flow;

/// <summary>
/// Where control goes from a block of a graph. A branch that leaves a try runs the finally blocks on its way and then goes where it
/// was meant to go; an exception runs them on its way to the clauses that may catch it.
/// </summary>
internal sealed class FlowEdges
{
    private readonly ControlFlowGraph _graph;
    private readonly TestedValues _tested;
    private readonly Lazy<ILookup<ControlFlowRegion, int>> _targets;

    public FlowEdges(ControlFlowGraph graph, TestedValues tested)
    {
        _graph = graph;
        _tested = tested;
        _targets = new Lazy<ILookup<ControlFlowRegion, int>>(() => Targets().Distinct().ToLookup(pair => pair.Finally, pair => pair.Target));
    }

    /// <summary>The blocks that follow when a block has run to its end, unless what is known rules them out.</summary>
    /// <param name="block">The block that control leaves.</param>
    /// <param name="state">The state at its end.</param>
    /// <param name="passes">Says whether to go on behind a condition; null goes on behind all.</param>
    public IEnumerable<(int Block, FlowState State)> From(BasicBlock block, FlowState state, Func<IOperation, bool>? passes)
    {
        if (block.ConditionKind == ControlFlowConditionKind.None || block.BranchValue is not { } condition)
            return Follow(block, block.FallThroughSuccessor, state);

        if (passes is not null && !passes(condition))
            return [];

        var whenTaken = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
        return FollowIf(whenTaken, block.ConditionalSuccessor).Concat(FollowIf(!whenTaken, block.FallThroughSuccessor));

        IEnumerable<(int Block, FlowState State)> FollowIf(bool outcome, ControlFlowBranch? branch) =>
            _tested.Allows(state.Known, condition, outcome, out var learned) ? Follow(block, branch, state with { Known = learned }) : [];
    }

    /// <summary>The clauses that may catch what is thrown in a region, and the finally block that runs before it goes further.</summary>
    public static IEnumerable<(int Block, FlowState State)> Thrown(ControlFlowRegion? region, FlowState state)
    {
        for (; region is not null; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Finally)
                state = state with { Continuation = state.Continuation?.Outer };

            if (FinallyOf(region) is { } last)
            {
                yield return (last.FirstBlockOrdinal, state with { Continuation = new Continuation(null, state.Continuation) });
                yield break;
            }

            if (region is not { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { Kind: ControlFlowRegionKind.TryAndCatch } whole })
                continue;

            foreach (var handler in whole.NestedRegions.Skip(1))
            {
                yield return (handler.FirstBlockOrdinal, state);
                if (CatchAll.Is(handler))
                    yield break;
            }
        }
    }

    private IEnumerable<(int Block, FlowState State)> Follow(BasicBlock block, ControlFlowBranch? branch, FlowState state)
    {
        if (branch?.Destination is { } destination)
            return [To(destination.Ordinal, block.EnclosingRegion, state)];

        return branch?.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling ? AfterFinally(block, state) : [];
    }

    // The next block on the way to a target: the nearest finally block that stands between, or the target itself.
    private static (int Block, FlowState State) To(int target, ControlFlowRegion? from, FlowState state)
    {
        for (var region = from; region is not null && !region.Holds(target); region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Finally)
                state = state with { Continuation = state.Continuation?.Outer };
            else if (FinallyOf(region) is { } last)
                return (last.FirstBlockOrdinal, state with { Continuation = new Continuation(target, state.Continuation) });
        }

        return (target, state);
    }

    // A filter that does not hold ends in the same way; the clauses behind it count as entered where the exception is thrown.
    private IEnumerable<(int Block, FlowState State)> AfterFinally(BasicBlock block, FlowState state)
    {
        var ended = block.EnclosingRegion.Innermost(region => region.Kind is ControlFlowRegionKind.Finally or ControlFlowRegionKind.Filter);
        if (ended is not { Kind: ControlFlowRegionKind.Finally })
            return [];

        var (outer, left) = (ended.EnclosingRegion, state with { Continuation = state.Continuation?.Outer });
        return state.Continuation switch
        {
            null => _targets.Value[ended].Select(target => To(target, outer, left)).Concat(Thrown(outer, left)),
            { Target: { } target } => [To(target, outer, left)],
            _ => Thrown(outer, left),
        };
    }

    private static ControlFlowRegion? FinallyOf(ControlFlowRegion region) =>
        region is { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { Kind: ControlFlowRegionKind.TryAndFinally } whole } ? whole.NestedRegions[1] : null;

    // Where the branches through a finally block lead to.
    private IEnumerable<(ControlFlowRegion Finally, int Target)> Targets() =>
        from block in _graph.Blocks
        from branch in new[] { block.ConditionalSuccessor, block.FallThroughSuccessor }
        let target = branch?.Destination
        where target is not null
        from last in branch.FinallyRegions
        select (last, target.Ordinal);
}
