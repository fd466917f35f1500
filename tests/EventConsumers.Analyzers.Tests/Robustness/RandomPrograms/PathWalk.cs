namespace EventConsumers.Analyzers.Tests.Robustness.RandomPrograms;

/// <summary>How control leaves a statement.</summary>
internal enum Exit
{
    Normal,
    Return,
    Break,
    Continue,
    Goto,
}

/// <summary>What is known on a path.</summary>
/// <param name="Flags">What each flag holds; null where that is not known.</param>
/// <param name="Settled">The settle calls that the current message has gone through, a bit each.</param>
/// <param name="HasFailed">The path has come through the catch-all of the try that is looked at.</param>
internal readonly record struct PathState((bool? First, bool? Second) Flags, int Settled, bool HasFailed)
{
    public bool? Flag(int flag) => flag == 0 ? Flags.First : Flags.Second;

    public PathState With(int flag, bool? value) => this with { Flags = flag == 0 ? (value, Flags.Second) : (Flags.First, value) };
}

/// <summary>
/// Walks every path of a program, turn by turn, statement by statement, without the compiler's control-flow graph. Any call may
/// throw, and any clause may catch it, but what follows what is looked for, a settle call or a failure, is followed where it succeeds.
/// </summary>
internal abstract class PathWalk
{
    // What is known where something was thrown that no clause has caught yet.
    private HashSet<PathState> _thrown = [];

    /// <summary>Walks the program from its start.</summary>
    public void Walk(Block program, HandlerForm form)
    {
        var start = new PathState((null, null), 0, false);
        if (form.IsLoop)
            _ = Loop(program, [start], isFrame: true).ToList();
        else
            _ = Run(program, start).ToList();
    }

    /// <summary>A statement without parts of its own is run; null ends the path.</summary>
    protected abstract PathState? Visit(Statement statement, PathState state);

    /// <summary>A call throws here; null if that way is not taken.</summary>
    protected abstract PathState? Thrown(PathState state);

    /// <summary>Control enters a clause.</summary>
    protected abstract IEnumerable<PathState> Enter(Catch clause, PathState state);

    /// <summary>The path goes on behind a condition that tests a flag.</summary>
    protected virtual bool Passes(If choice, PathState state) => true;

    protected HashSet<(Exit Exit, int Label, PathState State)> Run(Statement statement, PathState state)
    {
        switch (statement)
        {
            case Block block:
                return Sequence(block.Statements, state);
            case If choice:
                return Choose(choice, state);
            case While loop:
                return Loop(loop.Body, [state], isFrame: false);
            case DoWhile loop:
                return DoLoop(loop, state);
            case Switch choice:
                MayThrow(state);
                return [.. choice.Sections.SelectMany(section => Run(section, state)).Select(end => end.Exit == Exit.Break ? (Exit.Normal, 0, end.State) : end)];
            case SwitchExpression choice:
                MayThrow(state);
                return [.. choice.Arms.SelectMany(arm => Run(arm, state))];
            case RunLambda lambda:
                return Sequence(lambda.Body.Statements, state);
            case CallLocalFunction local:
                return Sequence(local.Body.Statements, state);
            case Labelled labelled:
                return [.. Run(labelled.Body, state).Select(end => end.Exit == Exit.Goto && end.Label == labelled.Label ? (Exit.Normal, 0, end.State) : end)];
            case Try @try:
                return RunTry(@try, state);
            case Throw:
                MayThrow(state);
                return [];
            case Return:
                return [(Exit.Return, 0, state)];
            case Break:
                return [(Exit.Break, 0, state)];
            case Continue:
                return [(Exit.Continue, 0, state)];
            case Goto jump:
                return [(Exit.Goto, jump.Label, state)];
            case SetFlag set:
                return [(Exit.Normal, 0, state.With(set.Flag, set.Value))];
            default:
                MayThrow(state);
                return Visit(statement, state) is { } next ? [(Exit.Normal, 0, next)] : [];
        }
    }

    private HashSet<(Exit, int, PathState)> Sequence(IReadOnlyList<Statement> statements, PathState state)
    {
        HashSet<(Exit Exit, int Label, PathState State)> ends = [(Exit.Normal, 0, state)];
        foreach (var statement in statements)
        {
            ends = [.. ends.SelectMany(end => end.Exit == Exit.Normal ? Run(statement, end.State) : [end])];
        }

        return ends;
    }

    private HashSet<(Exit, int, PathState)> Choose(If choice, PathState state)
    {
        if (!Passes(choice, state))
            return [];

        if (choice.Flag is null)
            MayThrow(state);

        var ends = new HashSet<(Exit, int, PathState)>();
        foreach (var outcome in (bool[])[true, false])
        {
            var known = state;
            if (choice.Flag is { } flag)
            {
                var value = outcome == choice.Expected;
                if (state.Flag(flag) is { } held && held != value)
                    continue;
                known = state.With(flag, value);
            }

            if (outcome)
                ends.UnionWith(Run(choice.Then, known));
            else if (choice.Else is not null)
                ends.UnionWith(Run(choice.Else, known));
            else
                ends.Add((Exit.Normal, 0, known));
        }

        return ends;
    }

    // A frame's turns each have a new message.
    private HashSet<(Exit, int, PathState)> Loop(Block body, IEnumerable<PathState> heads, bool isFrame)
    {
        var ends = new HashSet<(Exit, int, PathState)>();
        var seen = new HashSet<PathState>();
        var open = new Queue<PathState>(heads);
        while (open.TryDequeue(out var head))
        {
            if (isFrame)
            {
                if (head.HasFailed)
                    continue;
                head = head with { Settled = 0 };
            }

            if (!seen.Add(head))
                continue;

            MayThrow(head);
            ends.Add((Exit.Normal, 0, head));
            foreach (var end in Run(body, head))
            {
                if (end.Exit is Exit.Normal or Exit.Continue)
                    open.Enqueue(end.State);
                else
                    ends.Add(end.Exit == Exit.Break ? (Exit.Normal, 0, end.State) : end);
            }
        }

        return ends;
    }

    private HashSet<(Exit, int, PathState)> DoLoop(DoWhile loop, PathState state)
    {
        var ends = new HashSet<(Exit, int, PathState)>();
        foreach (var end in Run(loop.Body, state))
        {
            if (end.Exit is Exit.Normal or Exit.Continue)
                ends.UnionWith(Loop(loop.Body, [end.State], isFrame: false));
            else
                ends.Add(end.Exit == Exit.Break ? (Exit.Normal, 0, end.State) : end);
        }

        return ends;
    }

    private HashSet<(Exit, int, PathState)> RunTry(Try @try, PathState state)
    {
        var outer = _thrown;
        _thrown = [];
        var ends = Run(@try.Body, state);

        // What a clause throws, the clauses beside it do not catch.
        var inBody = _thrown;
        _thrown = [];
        foreach (var clause in @try.Catches)
            ends.UnionWith(inBody.SelectMany(thrown => Enter(clause, thrown)).SelectMany(entered => Run(clause.Body, entered)));

        var uncaught = @try.Catches.Any(clause => clause.IsCatchAll) ? _thrown : [.. _thrown, .. inBody];
        _thrown = outer;
        if (@try.Finally is not { } last)
        {
            _thrown.UnionWith(uncaught);
            return ends;
        }

        // Nothing jumps out of a finally.
        _thrown.UnionWith(uncaught.SelectMany(thrown => Run(last, thrown)).Select(end => end.State).ToList());
        return [.. ends.SelectMany(end => Run(last, end.State).Select(after => after.Exit == Exit.Normal ? (end.Exit, end.Label, after.State) : after))];
    }

    private void MayThrow(PathState state)
    {
        if (Thrown(state) is { } thrown)
            _thrown.Add(thrown);
    }
}
