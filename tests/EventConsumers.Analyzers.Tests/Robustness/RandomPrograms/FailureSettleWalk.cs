namespace EventConsumers.Analyzers.Tests.Robustness.RandomPrograms;

/// <summary>
/// Finds the settle calls that are reached although work on the message in a try has failed: in its finally, in its catch-all,
/// or behind it. Whatever hands the message on, or may tell failures apart, makes it undecided, and then nothing is found.
/// </summary>
internal sealed class FailureSettleWalk : PathWalk
{
    private readonly Try _try;
    private readonly Catch? _catchAll;
    private readonly HashSet<int> _outcomes;

    private FailureSettleWalk(Try @try)
    {
        _try = @try;
        _catchAll = @try.Catches.FirstOrDefault(clause => clause.IsCatchAll);
        _outcomes =
        [
            .. @try.Catches.Select(clause => clause.Body).Prepend(@try.Body).SelectMany(Shape.All).OfType<SetFlag>().Select(set => set.Flag),
        ];
    }

    private HashSet<Settle> Found { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The numbers of those settle calls in a program.</summary>
    public static HashSet<int> In(Block program, HandlerForm form)
    {
        var settles = Shape.All(program).OfType<Settle>().ToList();
        var found = new HashSet<int>();
        foreach (var @try in Shape.All(program).OfType<Try>())
        {
            var walk = new FailureSettleWalk(@try);
            if (walk._catchAll is null && @try.Finally is null || !Shape.All(@try.Body).OfType<Work>().Any(walk.CanFail))
                continue;

            found.UnionWith(settles.Where(walk.IsInFinally).Where(walk.RunsInFinally).Select(settle => settle.Number));
            if (walk._catchAll is not null)
            {
                walk.Walk(program, form);
                found.UnionWith(walk.Found
                    .Where(settle => !Shape.IsIn(settle, @try.Body) && !walk.IsInFinally(settle) && !walk.Decides(settle))
                    .Select(settle => settle.Number));
            }
        }

        return found;
    }

    protected override bool MayFail(PathState state) => !state.HasFailed;

    protected override PathState? Enter(Try @try, Catch clause, PathState state) => state with { HasFailed = ReferenceEquals(clause, _catchAll) };

    protected override PathState? Visit(Statement statement, PathState state)
    {
        if (!state.HasFailed)
            return state;

        if (statement is Settle settle)
            Found.Add(settle);

        return statement is Refuse || statement is Work && (Shape.IsIn(statement, _try.Body) || IsInClause(statement)) ? null : state;
    }

    // A flag that the try or a clause has set may say whether the work has failed, unless nothing depends on it.
    protected override bool Passes(If choice, PathState state) =>
        !state.HasFailed || choice.Flag is not { } flag || !_outcomes.Contains(flag)
        || !Shape.All(choice).Any(part => part is Settle or Refuse or Work or Return or Throw or Break or Continue or Goto);

    // What fails in an inner try that catches everything does not leave it, and what stands in a clause is no processing.
    private bool CanFail(Work work) =>
        !Shape.Between(_try.Body, work).OfType<Try>().Any(inner =>
            inner.Catches.Any(clause => Shape.IsIn(work, clause.Body))
            || Shape.IsIn(work, inner.Body) && inner.Catches.Any(clause => clause.IsCatchAll && !Shape.All(clause.Body).OfType<Throw>().Any()));

    private bool IsInClause(Statement statement) => _try.Catches.Any(clause => Shape.IsIn(statement, clause.Body));

    private bool IsInFinally(Settle settle) => _try.Finally is { } last && Shape.IsIn(settle, last);

    private bool RunsInFinally(Settle settle) =>
        (_catchAll is null || !Shape.All(_catchAll.Body).Any(HandsOn))
        && Shape.Between(_try.Finally!, settle).All(round => round is Block or Try || round is If { Flag: null } || round is If { Flag: { } flag } && !_outcomes.Contains(flag))
        && !Shape.Between(_try.Finally!, settle).OfType<Try>().Any(inner => inner.Catches.Any(clause => Shape.IsIn(settle, clause.Body)))
        && IsReachedIn(_try.Finally!, settle);

    private bool IsReachedIn(Block last, Settle settle)
    {
        Run(last, new PathState((null, null), 0, true));
        return Found.Contains(settle);
    }

    // The clause does something else with the message, or with some failures.
    private bool Decides(Settle settle)
    {
        var before = Shape.All(_catchAll!.Body).TakeWhile(statement => !ReferenceEquals(statement, settle));
        return before.Any(statement => statement is Throw || HandsOn(statement));
    }

    private static bool HandsOn(Statement statement) => statement is Work or Refuse;
}
