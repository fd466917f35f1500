using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>What a search does after it has looked at an operation.</summary>
internal enum Step
{
    /// <summary>Goes on to what runs next.</summary>
    Continue,

    /// <summary>Gives up this path.</summary>
    Leave,

    /// <summary>Ends: this is what was looked for.</summary>
    Found,
}

/// <summary>
/// The control-flow graph of one function, to be searched path by path. Operations in it are not those of the source tree;
/// they are told by their syntax. What throws on the way is not followed; an exception that was on its way before is.
/// </summary>
internal sealed class FlowGraph
{
    private readonly ControlFlowGraph _graph;
    private readonly FlowOperations _operations;
    private readonly TestedValues _tested;
    private readonly FlowEdges _edges;
    private readonly Lazy<EntryStates> _entries;

    private FlowGraph(ControlFlowGraph graph)
    {
        _graph = graph;
        _operations = new FlowOperations(graph);
        _tested = TestedValues.In(graph);
        _edges = new FlowEdges(graph, _tested);
        _entries = new Lazy<EntryStates>(() => new EntryStates(graph, _operations, _tested, _edges));
    }

    /// <summary>The graph of a lambda, a local function or an outermost block; null where the compiler makes none.</summary>
    public static FlowGraph? Of(IOperation function, Func<IOperation, ControlFlowGraph> makeGraph, CancellationToken cancellationToken) =>
        FunctionGraph.Of(function, makeGraph, cancellationToken) is { } graph ? new FlowGraph(graph) : null;

    /// <summary>
    /// Searches what can run after the operation that stands at a syntax node, in evaluation order. Branches that contradict
    /// what is known of a local on the way (a flag that was set, a null that was tested) are not taken.
    /// </summary>
    /// <param name="start">The syntax of the operation to start after.</param>
    /// <param name="kind">The kind of the operation to start after.</param>
    /// <param name="visit">Looks at an operation and says how to go on.</param>
    /// <param name="passes">Says whether to go on behind a condition; null goes on behind all.</param>
    /// <returns>The first operation for which <paramref name="visit"/> says found; null if there is none.</returns>
    public IOperation? SearchAfter(SyntaxNode start, OperationKind kind, Func<IOperation, Step> visit, Func<IOperation, bool>? passes = null)
    {
        for (var ordinal = 0; ordinal < _graph.Blocks.Length; ordinal++)
        {
            var operations = _operations[ordinal];
            for (var i = 0; i < operations.Length; i++)
            {
                if (operations[i].Kind == kind && operations[i].Syntax == start)
                    return Search(StatesAfter(ordinal, i).Select(state => new Position(ordinal, i + 1, state)), visit, passes);
            }
        }

        return null;
    }

    /// <summary>Searches what can run once a region of the source has been entered.</summary>
    public IOperation? SearchFrom(SyntaxNode region, Func<IOperation, Step> visit)
    {
        for (var ordinal = 0; ordinal < _graph.Blocks.Length; ordinal++)
        {
            var operations = _operations[ordinal];
            for (var i = 0; i < operations.Length; i++)
            {
                if (region.Span.Contains(operations[i].Syntax.Span))
                    return Search([new Position(ordinal, i, default)], visit, null);
            }
        }

        return null;
    }

    /// <summary>Searches what can run once a catch clause has been entered, to wherever control goes from there.</summary>
    public IOperation? SearchFromCatch(ICatchClauseOperation clause, Func<IOperation, Step> visit, Func<IOperation, bool>? passes = null) =>
        FlowRegions.RegionOf(clause, _graph) is { FirstBlockOrdinal: var first }
            ? Search(_entries.Value.At(first).Select(state => new Position(first, 0, state)), visit, passes)
            : null;

    // In code that no path reaches nothing is known. Nor is there anything to know without a test or a finally block.
    private IEnumerable<FlowState> StatesAfter(int ordinal, int index)
    {
        if (_tested.IsEmpty && _graph.Blocks[ordinal].EnclosingRegion.Innermost(region => region.Kind == ControlFlowRegionKind.Finally) is null)
            return [default];

        return _entries.Value.At(ordinal)
            .Select(state => state with { Known = _operations[ordinal].Take(index + 1).Aggregate(state.Known, _tested.After) })
            .DefaultIfEmpty()
            .Distinct();
    }

    private IOperation? Search(IEnumerable<Position> starts, Func<IOperation, Step> visit, Func<IOperation, bool>? passes)
    {
        var seen = new SeenStates(_graph.Blocks.Length);
        var pending = new Stack<Position>(starts);
        while (pending.Count > 0)
        {
            var (ordinal, index, state) = pending.Pop();
            var operations = _operations[ordinal];
            var left = false;
            for (; index < operations.Length && !left; index++)
            {
                switch (visit(operations[index]))
                {
                    case Step.Found:
                        return operations[index];
                    case Step.Leave:
                        left = true;
                        break;
                    default:
                        state = state with { Known = _tested.After(state.Known, operations[index]) };
                        break;
                }
            }

            if (left)
                continue;

            foreach (var (block, next) in _edges.From(_graph.Blocks[ordinal], state, passes))
            {
                if (seen.Add(block, next) is { } added)
                    pending.Push(new Position(block, 0, added));
            }
        }

        return null;
    }

    private readonly record struct Position(int Block, int From, FlowState State);
}
