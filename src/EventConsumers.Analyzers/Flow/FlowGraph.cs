using System.Collections.Immutable;
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
/// The control-flow graph of one function, to be searched block by block. Operations in it are not those of the source tree;
/// they are told by their syntax.
/// </summary>
internal sealed class FlowGraph
{
    private readonly ControlFlowGraph _graph;
    private readonly ImmutableArray<IOperation>[] _operations;
    private readonly List<int>[] _successors;

    private FlowGraph(ControlFlowGraph graph)
    {
        _graph = graph;
        _operations = new ImmutableArray<IOperation>[graph.Blocks.Length];
        _successors = new List<int>[graph.Blocks.Length];
        for (var i = 0; i < _successors.Length; i++)
            _successors[i] = [];

        foreach (var block in graph.Blocks)
        {
            AddBranch(block, block.ConditionalSuccessor);
            AddBranch(block, block.FallThroughSuccessor);
        }
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
    /// Searches what can run after the operation that stands at a syntax node, in evaluation order, each operation once.
    /// Exceptions are not followed.
    /// </summary>
    /// <returns>The first operation for which <paramref name="visit"/> says found; null if there is none.</returns>
    public IOperation? SearchAfter(SyntaxNode start, OperationKind kind, Func<IOperation, Step> visit)
    {
        for (var ordinal = 0; ordinal < _graph.Blocks.Length; ordinal++)
        {
            var operations = Operations(ordinal);
            for (var i = 0; i < operations.Length; i++)
            {
                if (operations[i].Kind == kind && operations[i].Syntax == start)
                    return Search(ordinal, i + 1, visit);
            }
        }

        return null;
    }

    /// <summary>Searches what can run once a region of the source has been entered, such as a catch block.</summary>
    public IOperation? SearchFrom(SyntaxNode region, Func<IOperation, Step> visit)
    {
        for (var ordinal = 0; ordinal < _graph.Blocks.Length; ordinal++)
        {
            var operations = Operations(ordinal);
            for (var i = 0; i < operations.Length; i++)
            {
                if (region.Span.Contains(operations[i].Syntax.Span))
                    return Search(ordinal, i, visit);
            }
        }

        return null;
    }

    /// <summary>The first block that runs in a catch clause, searched to wherever control goes from there.</summary>
    public IOperation? SearchFromCatch(ICatchClauseOperation clause, Func<IOperation, Step> visit)
    {
        foreach (var region in Regions(_graph.Root))
        {
            if (region.Kind == ControlFlowRegionKind.Catch
                && _graph.Blocks.Skip(region.FirstBlockOrdinal).Take(region.LastBlockOrdinal - region.FirstBlockOrdinal + 1)
                    .Any(block => BelongsTo(block, clause)))
            {
                return Search(region.FirstBlockOrdinal, 0, visit);
            }
        }

        return null;
    }

    private static bool BelongsTo(BasicBlock block, ICatchClauseOperation clause) =>
        block.Operations.Any(operation => clause.Syntax.Span.Contains(operation.Syntax.Span))
        || block.BranchValue is { } value && clause.Syntax.Span.Contains(value.Syntax.Span);

    private static IEnumerable<ControlFlowRegion> Regions(ControlFlowRegion region)
    {
        yield return region;
        foreach (var nested in region.NestedRegions)
        {
            foreach (var inner in Regions(nested))
                yield return inner;
        }
    }

    private IOperation? Search(int ordinal, int from, Func<IOperation, Step> visit)
    {
        var seen = new bool[_graph.Blocks.Length];
        var pending = new Stack<(int Block, int From)>();
        pending.Push((ordinal, from));
        while (pending.Count > 0)
        {
            var (block, index) = pending.Pop();
            var operations = Operations(block);
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
                }
            }

            if (left)
                continue;

            foreach (var successor in _successors[block])
            {
                if (!seen[successor])
                {
                    seen[successor] = true;
                    pending.Push((successor, 0));
                }
            }
        }

        return null;
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

    // A branch that leaves a try runs the finally blocks on its way. Which branch entered a finally is not remembered.
    private void AddBranch(BasicBlock block, ControlFlowBranch? branch)
    {
        if (branch is null)
            return;

        var from = block.Ordinal;
        foreach (var region in branch.FinallyRegions)
        {
            _successors[from].Add(region.FirstBlockOrdinal);
            from = region.LastBlockOrdinal;
        }

        if (branch.Destination is { } destination)
            _successors[from].Add(destination.Ordinal);
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
}
