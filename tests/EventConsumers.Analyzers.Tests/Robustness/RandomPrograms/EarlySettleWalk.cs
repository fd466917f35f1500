namespace EventConsumers.Analyzers.Tests.Robustness.RandomPrograms;

/// <summary>
/// Finds the settle calls after which their message is still worked on. Settle calls in a catch or finally, and work in a finally,
/// belong to the end of a failure and do not count.
/// </summary>
internal sealed class EarlySettleWalk : PathWalk
{
    private readonly HashSet<Statement> _inFinally;
    private readonly HashSet<Statement> _inCatch;

    public EarlySettleWalk(Block program)
    {
        _inFinally = Shape.Of(program, @try => @try.Finally is { } last ? [last] : []);
        _inCatch = Shape.Of(program, @try => @try.Catches.Select(clause => clause.Body));
    }

    public HashSet<int> Early { get; } = [];

    /// <summary>The statements that some path comes by.</summary>
    public HashSet<Statement> Reached { get; } = new(ReferenceEqualityComparer.Instance);

    protected override PathState? Thrown(PathState state) => state with { Settled = 0 };

    protected override IEnumerable<PathState> Enter(Catch clause, PathState state) => [state];

    protected override PathState? Visit(Statement statement, PathState state)
    {
        Reached.Add(statement);
        switch (statement)
        {
            case Settle settle when !_inFinally.Contains(settle) && !_inCatch.Contains(settle):
                return state with { Settled = state.Settled | 1 << settle.Number };
            case Work when !_inFinally.Contains(statement):
                Early.UnionWith(Enumerable.Range(0, 31).Where(number => (state.Settled & 1 << number) != 0));
                return state;
            default:
                return state;
        }
    }
}
