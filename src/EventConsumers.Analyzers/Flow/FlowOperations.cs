using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace EventConsumers.Analyzers.Flow;

/// <summary>
/// The operations of each block of a graph in evaluation order: what an operation is made of comes before it. Lambdas have graphs
/// of their own.
/// </summary>
internal sealed class FlowOperations(ControlFlowGraph graph)
{
    private readonly ImmutableArray<IOperation>[] _operations = new ImmutableArray<IOperation>[graph.Blocks.Length];

    public ImmutableArray<IOperation> this[int ordinal]
    {
        get
        {
            if (_operations[ordinal].IsDefault)
                _operations[ordinal] = InOrder(graph.Blocks[ordinal]);
            return _operations[ordinal];
        }
    }

    private static ImmutableArray<IOperation> InOrder(BasicBlock block)
    {
        var operations = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var operation in block.Operations)
            AddInOrder(operation, operations);
        if (block.BranchValue is { } value)
            AddInOrder(value, operations);
        return operations.ToImmutable();
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
}
