namespace EventConsumers.Analyzers.Tests.Robustness.RandomPrograms;

/// <summary>
/// Finds the settle calls that are reached although work on the message in a try has failed: in its finally, in its catch-all,
/// or behind it. Whatever hands the message on, or may tell failures apart, makes it undecided, and then nothing is found.
/// </summary>
internal sealed class FailureSettleWalk : PathWalk
{
    private readonly Try _try;
    private readonly Settle _settle;
    private readonly Catch? _catchAll;
    private readonly HashSet<int> _outcomes;
    private bool _isFound;

    private FailureSettleWalk(Try @try, Settle settle)
    {
        _try = @try;
        _settle = settle;
        _catchAll = @try.Catches.FirstOrDefault(clause => clause.IsCatchAll);
        _outcomes =
        [
            .. @try.Catches.Select(clause => clause.Body).Prepend(@try.Body).SelectMany(Shape.All).OfType<SetFlag>().Select(set => set.Flag),
        ];
    }

    /// <summary>The numbers of those settle calls in a program.</summary>
    public static HashSet<int> In(Block program, HandlerForm form) =>
    [
        .. from settle in Shape.All(program).OfType<Settle>()
           from @try in Shape.All(program).OfType<Try>()
           where !Shape.IsIn(settle, @try.Body) && new FailureSettleWalk(@try, settle).Finds(program, form)
           select settle.Number,
    ];

    private bool Finds(Block program, HandlerForm form)
    {
        if (!Shape.All(_try.Body).OfType<Work>().Any(CanFail))
            return false;

        if (_try.Finally is { } last && Shape.IsIn(_settle, last))
            return RunsIn(last);

        if (_catchAll is null || Decides())
            return false;

        Walk(program, form);
        return _isFound;
    }

    protected override PathState? Thrown(PathState state) => state.HasFailed ? null : state;

    // The failure that is looked at may also be a later one.
    protected override IEnumerable<PathState> Enter(Catch clause, PathState state) =>
        ReferenceEquals(clause, _catchAll) ? [state, state with { HasFailed = true }] : [state];

    protected override PathState? Visit(Statement statement, PathState state)
    {
        if (!state.HasFailed)
            return state;

        _isFound |= ReferenceEquals(statement, _settle);
        return statement is Refuse || statement is Work && (Shape.IsIn(statement, _try.Body) || IsInClause(statement)) ? null : state;
    }

    // A flag that the try or a clause has set may say whether the work has failed, unless nothing depends on it.
    protected override bool Passes(If choice, PathState state) =>
        !state.HasFailed || _try.Finally is { } last && Shape.IsIn(_settle, last) || choice.Flag is not { } flag || !_outcomes.Contains(flag)
        || !Shape.All(choice).Any(part => ReferenceEquals(part, _settle) || part is Refuse or Work or Return or Throw or Break or Continue or Goto);

    // What fails in an inner try that catches everything does not leave it, and what stands in a clause is no processing.
    private bool CanFail(Work work) =>
        !Shape.Between(_try.Body, work).OfType<Try>().Any(inner =>
            inner.Catches.Any(clause => Shape.IsIn(work, clause.Body))
            || Shape.IsIn(work, inner.Body) && inner.Catches.Any(clause => clause.IsCatchAll && !Shape.All(clause.Body).OfType<Throw>().Any()));

    private bool IsInClause(Statement statement) => _try.Catches.Any(clause => Shape.IsIn(statement, clause.Body));

    // In a finally it runs, whatever has failed, unless it stands in something that is not sure to run.
    private bool RunsIn(Block last) =>
        (_catchAll is null || !Shape.All(_catchAll.Body).Any(HandsOn))
        && Shape.Between(last, _settle).All(round => round switch
        {
            If choice => choice.Flag is not { } flag || !_outcomes.Contains(flag),
            Try inner => !inner.Catches.Any(clause => Shape.IsIn(_settle, clause.Body)),
            While or DoWhile or Switch => false,
            _ => true,
        })
        && IsReachedIn(last);

    // Refused on the way, the message is not lost.
    private bool IsReachedIn(Block last)
    {
        Run(last, new PathState((null, null), 0, true));
        return _isFound;
    }

    // The clause does something else with the message, or with some failures.
    private bool Decides() =>
        Shape.All(_catchAll!.Body).TakeWhile(statement => !ReferenceEquals(statement, _settle)).Any(statement => statement is Throw || HandsOn(statement));

    private static bool HandsOn(Statement statement) => statement is Work or Refuse;
}
