namespace EventConsumers.Analyzers.Tests.Robustness.RandomPrograms;

/// <summary>Gives settle calls, labels and local functions numbers of their own, in the order of the text.</summary>
internal sealed class Numbering
{
    private readonly Dictionary<int, int> _labels = [];
    private int _settles;
    private int _locals;
    private int _lastLabel;

    public static Block Of(Block program) => new Numbering().Copy(program);

    private Block Copy(Block block) => new([.. block.Statements.Select(Copy)]);

    private Statement Copy(Statement statement) => statement switch
    {
        Settle => new Settle(_settles++),
        Block block => Copy(block),
        If choice => choice with { Then = Copy(choice.Then), Else = choice.Else is null ? null : Copy(choice.Else) },
        While loop => new While(Copy(loop.Body)),
        DoWhile loop => new DoWhile(Copy(loop.Body)),
        Try @try => new Try(
            Copy(@try.Body), [.. @try.Catches.Select(clause => clause with { Body = Copy(clause.Body) })], @try.Finally is null ? null : Copy(@try.Finally)),
        Switch choice => new Switch([.. choice.Sections.Select(Copy)]),
        SwitchExpression choice => new SwitchExpression([.. choice.Arms.Select(Copy)]),
        RunLambda lambda => new RunLambda(Copy(lambda.Body)),
        CallLocalFunction local => new CallLocalFunction(_locals++, Copy(local.Body)),
        Labelled labelled => CopyLabelled(labelled),
        Goto jump => new Goto(_labels.GetValueOrDefault(jump.Label, jump.Label)),
        _ => statement with { },
    };

    private Labelled CopyLabelled(Labelled labelled)
    {
        var hidden = _labels.TryGetValue(labelled.Label, out var outer);
        var number = ++_lastLabel;
        _labels[labelled.Label] = number;
        var copy = new Labelled(number, Copy(labelled.Body));
        if (hidden)
            _labels[labelled.Label] = outer;
        else
            _labels.Remove(labelled.Label);
        return copy;
    }
}
