namespace EventConsumers.Analyzers.Tests.Robustness.RandomPrograms;

/// <summary>Whether control can reach the end of a statement, by the rules of C#.</summary>
internal static class Completion
{
    public static bool IsNormal(Statement statement) => statement switch
    {
        Return or Throw or Break or Continue or Goto => false,
        Block block => block.Statements.All(IsNormal),
        If choice => choice.Else is null || IsNormal(choice.Then) || IsNormal(choice.Else),
        DoWhile loop => IsNormal(loop.Body) || Leaves(loop.Body, continues: true) || Leaves(loop.Body, continues: false),
        Try @try => IsNormal(@try.Body) || @try.Catches.Any(clause => IsNormal(clause.Body)),
        Labelled labelled => IsNormal(labelled.Body) || JumpsTo(labelled.Body, labelled.Label),
        Switch choice => choice.Sections.Any(section => IsNormal(section) || Leaves(section, continues: false)),
        _ => true,
    };

    /// <summary>The program without the statements that follow one whose end cannot be reached.</summary>
    public static Block Pruned(Block block)
    {
        var kept = new List<Statement>();
        foreach (var statement in block.Statements.Select(Pruned))
        {
            kept.Add(statement);
            if (!IsNormal(statement))
                break;
        }

        return new Block([.. kept]);
    }

    private static Statement Pruned(Statement statement) => statement switch
    {
        Block block => Pruned(block),
        If choice => choice with { Then = Pruned(choice.Then), Else = choice.Else is null ? null : Pruned(choice.Else) },
        While loop => new While(Pruned(loop.Body)),
        DoWhile loop => new DoWhile(Pruned(loop.Body)),
        Try @try => new Try(
            Pruned(@try.Body), [.. @try.Catches.Select(clause => clause with { Body = Pruned(clause.Body) })], @try.Finally is null ? null : Pruned(@try.Finally)),
        Switch choice => new Switch([.. choice.Sections.Select(Pruned)]),
        Labelled labelled => labelled with { Body = Pruned(labelled.Body) },
        _ => statement,
    };

    // A break or continue that belongs to the statement round this one.
    private static bool Leaves(Statement statement, bool continues) => statement switch
    {
        Break => !continues,
        Continue => continues,
        Block block => block.Statements.Any(inner => Leaves(inner, continues)),
        If choice => Leaves(choice.Then, continues) || choice.Else is not null && Leaves(choice.Else, continues),
        Try @try => Leaves(@try.Body, continues) || @try.Catches.Any(clause => Leaves(clause.Body, continues)),
        Switch choice => continues && choice.Sections.Any(section => Leaves(section, continues)),
        Labelled labelled => Leaves(labelled.Body, continues),
        _ => false,
    };

    private static bool JumpsTo(Statement statement, int label) => statement switch
    {
        Goto jump => jump.Label == label,
        Block block => block.Statements.Any(inner => JumpsTo(inner, label)),
        If choice => JumpsTo(choice.Then, label) || choice.Else is not null && JumpsTo(choice.Else, label),
        While loop => JumpsTo(loop.Body, label),
        DoWhile loop => JumpsTo(loop.Body, label),
        Try @try => JumpsTo(@try.Body, label) || @try.Catches.Any(clause => JumpsTo(clause.Body, label)),
        Switch choice => choice.Sections.Any(section => JumpsTo(section, label)),
        Labelled labelled => JumpsTo(labelled.Body, label),
        _ => false,
    };
}
