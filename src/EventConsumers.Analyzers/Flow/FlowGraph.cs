using System.Collections.Immutable;
using EventConsumers.Analyzers.Messaging;
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
/// they are told by their syntax. Exceptions are not followed, except that every catch block counts as an entry.
/// </summary>
internal sealed class FlowGraph
{
    // Paths that know different things about tested values are told apart up to so many per block; then what they know is dropped.
    private const int MostKnownPerBlock = 32;

    private readonly ControlFlowGraph _graph;
    private readonly ImmutableArray<IOperation>[] _operations;
    private readonly TestedValues _tested;
    private readonly ILookup<ControlFlowRegion, int> _afterFinally;

    private FlowGraph(ControlFlowGraph graph)
    {
        _graph = graph;
        _operations = new ImmutableArray<IOperation>[graph.Blocks.Length];
        _tested = TestedValues.In(graph);
        _afterFinally = AfterFinally(graph).ToLookup(pair => pair.Finally, pair => pair.Next);
    }

    /// <summary>The graph of a lambda, a local function or an outermost block; null where the compiler makes none.</summary>
    public static FlowGraph? Of(IOperation function, Func<IOperation, ControlFlowGraph> makeGraph, CancellationToken cancellationToken)
    {
        var root = function;
        while (root.Parent is not null)
            root = root.Parent;

        if (root is not (IBlockOperation or IMethodBodyOperation or IConstructorBodyOperation or IFieldInitializerOperation
            or IPropertyInitializerOperation or IParameterInitializerOperation))
        {
            return null;
        }

        var outer = makeGraph(root);
        var graph = ReferenceEquals(root, function) ? outer : Nested(outer, function, cancellationToken);
        return graph is null ? null : new FlowGraph(graph);
    }

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
            var operations = Operations(ordinal);
            for (var i = 0; i < operations.Length; i++)
            {
                if (operations[i].Kind == kind && operations[i].Syntax == start)
                    return Search(KnownAfter(ordinal, i).Select(known => new Position(ordinal, i + 1, known, null)), visit, passes);
            }
        }

        return null;
    }

    /// <summary>Searches what can run once a region of the source has been entered.</summary>
    public IOperation? SearchFrom(SyntaxNode region, Func<IOperation, Step> visit)
    {
        for (var ordinal = 0; ordinal < _graph.Blocks.Length; ordinal++)
        {
            var operations = Operations(ordinal);
            for (var i = 0; i < operations.Length; i++)
            {
                if (region.Span.Contains(operations[i].Syntax.Span))
                    return Search([new Position(ordinal, i, 0, null)], visit, null);
            }
        }

        return null;
    }

    /// <summary>Searches what can run once a catch clause has been entered, to wherever control goes from there.</summary>
    public IOperation? SearchFromCatch(ICatchClauseOperation clause, Func<IOperation, Step> visit, Func<IOperation, bool>? passes = null) =>
        RegionOf(clause) is { } region ? Search([new Position(region.FirstBlockOrdinal, 0, 0, null)], visit, passes) : null;

    // By its try and by how many are round that one: an empty clause has no operation to tell it by, nor has a try round nothing but another one.
    private ControlFlowRegion? RegionOf(ICatchClauseOperation clause)
    {
        if (clause.Parent is not ITryOperation @try)
            return null;

        var body = @try.Body.Syntax.Span;
        var depth = DepthOf(@try);
        foreach (var region in Regions(_graph.Root))
        {
            if (region.Kind != ControlFlowRegionKind.TryAndCatch || DepthOf(region) != depth)
                continue;

            var operations = Blocks(region.NestedRegions[0])
                .SelectMany(block => block.BranchValue is { } value ? block.Operations.Append(value) : block.Operations)
                .ToList();
            if (operations.Count > 0 && operations.TrueForAll(operation => body.Contains(operation.Syntax.Span)))
            {
                var handlers = region.NestedRegions.Skip(1).SelectMany(Regions).Where(nested => nested.Kind == ControlFlowRegionKind.Catch
                    && (ReferenceEquals(nested.EnclosingRegion, region) || ReferenceEquals(nested.EnclosingRegion?.EnclosingRegion, region)));
                return handlers.ElementAtOrDefault(@try.Catches.IndexOf(clause));
            }
        }

        return null;
    }

    private static int DepthOf(ITryOperation @try)
    {
        var depth = 0;
        for (var outer = @try.Enclosing<ITryOperation>(); outer is not null; outer = outer.Enclosing<ITryOperation>())
        {
            if (!outer.Catches.IsEmpty && !(outer.Finally is { } last && @try.IsWithin(last)))
                depth++;
        }

        return depth;
    }

    private static int DepthOf(ControlFlowRegion region)
    {
        var depth = 0;
        for (var outer = region.EnclosingRegion; outer is not null; outer = outer.EnclosingRegion)
        {
            if (outer.Kind == ControlFlowRegionKind.TryAndCatch)
                depth++;
        }

        return depth;
    }

    private IEnumerable<BasicBlock> Blocks(ControlFlowRegion region) =>
        _graph.Blocks.Skip(region.FirstBlockOrdinal).Take(region.LastBlockOrdinal - region.FirstBlockOrdinal + 1);

    private static IEnumerable<ControlFlowRegion> Regions(ControlFlowRegion region)
    {
        yield return region;
        foreach (var nested in region.NestedRegions)
        {
            foreach (var inner in Regions(nested))
                yield return inner;
        }
    }

    // What the paths that lead to an operation know once it has run.
    private HashSet<ulong> KnownAfter(int ordinal, int index)
    {
        if (_tested.IsEmpty)
            return [0];

        var known = new HashSet<ulong>();
        var entries = Regions(_graph.Root)
            .Where(region => region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Finally)
            .Select(region => region.FirstBlockOrdinal)
            .Append(0);
        Search(entries.Select(entry => new Position(entry, 0, 0, null)), _ => Step.Continue, null, (block, before) =>
        {
            if (block == ordinal)
                known.Add(Operations(block).Take(index + 1).Aggregate(before, _tested.After));
        });
        return known.Count > 0 ? known : [0];
    }

    private IOperation? Search(
        IEnumerable<Position> starts, Func<IOperation, Step> visit, Func<IOperation, bool>? passes, Action<int, ulong>? enter = null)
    {
        var seen = new HashSet<(int, ulong, Return?)>();
        var states = new int[_graph.Blocks.Length];
        var pending = new Stack<Position>(starts);
        while (pending.Count > 0)
        {
            var (ordinal, index, known, back) = pending.Pop();
            if (index == 0)
                enter?.Invoke(ordinal, known);

            var operations = Operations(ordinal);
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
                        known = _tested.After(known, operations[index]);
                        break;
                }
            }

            if (left)
                continue;

            foreach (var next in Successors(_graph.Blocks[ordinal], known, back, passes))
            {
                var position = states[next.Block] < MostKnownPerBlock ? next : next with { Known = 0 };
                if (seen.Add((position.Block, position.Known, position.Back)))
                {
                    states[next.Block]++;
                    pending.Push(position);
                }
            }
        }

        return null;
    }

    private IEnumerable<Position> Successors(BasicBlock block, ulong known, Return? back, Func<IOperation, bool>? passes)
    {
        if (block.ConditionKind == ControlFlowConditionKind.None || block.BranchValue is not { } condition)
        {
            foreach (var next in Follow(block, block.FallThroughSuccessor, known, back))
                yield return next;
            yield break;
        }

        if (passes is not null && !passes(condition))
            yield break;

        var whenTaken = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
        if (_tested.Allows(known, condition, whenTaken, out var learned))
        {
            foreach (var next in Follow(block, block.ConditionalSuccessor, learned, back))
                yield return next;
        }

        if (_tested.Allows(known, condition, !whenTaken, out learned))
        {
            foreach (var next in Follow(block, block.FallThroughSuccessor, learned, back))
                yield return next;
        }
    }

    // A branch that leaves a try runs the finally blocks on its way and then goes where it was meant to go.
    private IEnumerable<Position> Follow(BasicBlock block, ControlFlowBranch? branch, ulong known, Return? back)
    {
        if (branch is null)
            yield break;

        if (branch.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling)
        {
            if (back is not null)
            {
                yield return new Position(back.Block, 0, known, back.Next);
            }
            else if (EnclosingFinally(block) is { } region)
            {
                foreach (var next in _afterFinally[region].Distinct())
                    yield return new Position(next, 0, known, null);
            }
        }
        else if (branch.Destination is { } destination)
        {
            var stops = branch.FinallyRegions.Select(region => region.FirstBlockOrdinal).Append(destination.Ordinal).ToList();
            for (var i = stops.Count - 1; i > 0; i--)
                back = new Return(stops[i], back);
            yield return new Position(stops[0], 0, known, back);
        }
    }

    private static ControlFlowRegion? EnclosingFinally(BasicBlock block)
    {
        var region = block.EnclosingRegion;
        while (region is not null && region.Kind != ControlFlowRegionKind.Finally)
            region = region.EnclosingRegion;
        return region;
    }

    // For a search that starts inside a finally block: wherever a branch through it goes on.
    private static IEnumerable<(ControlFlowRegion Finally, int Next)> AfterFinally(ControlFlowGraph graph)
    {
        foreach (var block in graph.Blocks)
        {
            foreach (var branch in new[] { block.ConditionalSuccessor, block.FallThroughSuccessor })
            {
                if (branch?.Destination is not { } destination)
                    continue;

                for (var i = 0; i < branch.FinallyRegions.Length; i++)
                {
                    var next = i + 1 < branch.FinallyRegions.Length ? branch.FinallyRegions[i + 1].FirstBlockOrdinal : destination.Ordinal;
                    yield return (branch.FinallyRegions[i], next);
                }
            }
        }
    }

    // In evaluation order: what an operation is made of comes before it. Lambdas have graphs of their own.
    private ImmutableArray<IOperation> Operations(int ordinal)
    {
        if (_operations[ordinal].IsDefault)
        {
            var block = _graph.Blocks[ordinal];
            var operations = ImmutableArray.CreateBuilder<IOperation>();
            foreach (var operation in block.Operations)
                AddInOrder(operation, operations);
            if (block.BranchValue is { } value)
                AddInOrder(value, operations);
            _operations[ordinal] = operations.ToImmutable();
        }

        return _operations[ordinal];
    }

    private static void AddInOrder(IOperation root, ImmutableArray<IOperation>.Builder operations)
    {
        var pending = new Stack<(IOperation Operation, bool Expanded)>();
        pending.Push((root, false));
        while (pending.Count > 0)
        {
            var (operation, expanded) = pending.Pop();
            if (expanded)
            {
                operations.Add(operation);
                continue;
            }

            pending.Push((operation, true));
            foreach (var child in operation.ChildOperations.Reverse())
                pending.Push((child, false));
        }
    }

    private static ControlFlowGraph? Nested(ControlFlowGraph graph, IOperation function, CancellationToken cancellationToken)
    {
        foreach (var local in graph.LocalFunctions)
        {
            if (function is ILocalFunctionOperation target && SymbolEqualityComparer.Default.Equals(local, target.Symbol))
                return graph.GetLocalFunctionControlFlowGraph(local, cancellationToken);

            if (local.DeclaringSyntaxReferences.Any(reference => reference.Span.Contains(function.Syntax.Span) && reference.SyntaxTree == function.Syntax.SyntaxTree)
                && Nested(graph.GetLocalFunctionControlFlowGraph(local, cancellationToken), function, cancellationToken) is { } inLocal)
            {
                return inLocal;
            }
        }

        foreach (var block in graph.Blocks)
        {
            IEnumerable<IOperation> roots = block.BranchValue is { } value ? block.Operations.Append(value) : block.Operations;
            foreach (var lambda in roots.SelectMany(root => root.DescendantsAndSelf()).OfType<IFlowAnonymousFunctionOperation>())
            {
                if (lambda.Syntax == function.Syntax)
                    return graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken);

                if (lambda.Syntax.Span.Contains(function.Syntax.Span)
                    && Nested(graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken), function, cancellationToken) is { } inLambda)
                {
                    return inLambda;
                }
            }
        }

        return null;
    }

    private readonly record struct Position(int Block, int From, ulong Known, Return? Back);

    /// <summary>Where control goes at the end of a finally block that a branch runs through.</summary>
    private sealed record Return(int Block, Return? Next);
}
