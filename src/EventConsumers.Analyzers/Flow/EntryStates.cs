using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>
/// The states in which paths from the start of a function come to its blocks: to a catch or finally block from every operation that
/// may throw in the try.
/// </summary>
internal sealed class EntryStates
{
    private readonly ControlFlowGraph _graph;
    private readonly FlowOperations _operations;
    private readonly TestedValues _tested;
    private readonly FlowEdges _edges;
    private readonly List<FlowState>?[] _states;

    public EntryStates(ControlFlowGraph graph, FlowOperations operations, TestedValues tested, FlowEdges edges)
    {
        _graph = graph;
        _operations = operations;
        _tested = tested;
        _edges = edges;
        _states = new List<FlowState>?[graph.Blocks.Length];
        Run();
    }

    /// <summary>The states at the start of a block; none if no path comes to it.</summary>
    public IReadOnlyList<FlowState> At(int ordinal) => _states[ordinal] ?? [];

    private void Run()
    {
        var seen = new SeenStates(_graph.Blocks.Length);
        var pending = new Stack<(int Block, FlowState State)>();
        pending.Push((0, default));
        while (pending.Count > 0)
        {
            var (ordinal, entry) = pending.Pop();
            if (seen.Add(ordinal, entry) is not { } state)
                continue;

            (_states[ordinal] ??= []).Add(state);
            foreach (var next in After(_graph.Blocks[ordinal], state))
                pending.Push(next);
        }
    }

    private List<(int Block, FlowState State)> After(BasicBlock block, FlowState state)
    {
        var next = new List<(int Block, FlowState State)>();
        var thrown = new HashSet<ulong>();
        foreach (var operation in _operations[block.Ordinal])
        {
            if (MayThrow(operation))
                Throw();
            state = state with { Known = _tested.After(state.Known, operation) };
        }

        if (block.FallThroughSuccessor?.Semantics is ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow)
            Throw();
        next.AddRange(_edges.From(block, state, null));
        return next;

        void Throw()
        {
            if (thrown.Add(state.Known))
                next.AddRange(FlowEdges.Thrown(block.EnclosingRegion, state));
        }
    }

    // What only reads, compares or sets a variable does not.
    private static bool MayThrow(IOperation operation) => operation switch
    {
        ILiteralOperation or ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation or IDefaultValueOperation
            or IExpressionStatementOperation or IFlowCaptureOperation or IFlowCaptureReferenceOperation or IIsNullOperation or IArgumentOperation => false,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation or IParameterReferenceOperation } => false,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } => false,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, OperatorMethod: null } => false,
        _ => true,
    };
}
