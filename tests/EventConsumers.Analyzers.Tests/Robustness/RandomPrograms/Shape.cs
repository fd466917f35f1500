namespace EventConsumers.Analyzers.Tests.Robustness.RandomPrograms;

/// <summary>What stands in what.</summary>
internal static class Shape
{
    /// <summary>The statements directly in a statement.</summary>
    public static IEnumerable<Statement> Parts(Statement statement) => statement switch
    {
        Block block => block.Statements,
        If choice => choice.Else is null ? [choice.Then] : [choice.Then, choice.Else],
        While loop => [loop.Body],
        DoWhile loop => [loop.Body],
        Try @try => [@try.Body, .. @try.Catches.Select(clause => clause.Body), .. @try.Finally is null ? (Statement[])[] : [@try.Finally]],
        Switch choice => choice.Sections,
        SwitchExpression choice => choice.Arms,
        RunLambda lambda => [lambda.Body],
        CallLocalFunction local => [local.Body],
        Labelled labelled => [labelled.Body],
        _ => [],
    };

    /// <summary>The statement and all in it, each an object of its own.</summary>
    public static IEnumerable<Statement> All(Statement statement) => Parts(statement).SelectMany(All).Prepend(statement);

    /// <summary>One statement stands in another, or is it.</summary>
    public static bool IsIn(Statement statement, Statement round) => All(round).Any(inner => ReferenceEquals(inner, statement));

    /// <summary>All statements that stand in some part of some try.</summary>
    public static HashSet<Statement> Of(Statement program, Func<Try, IEnumerable<Statement>> parts) =>
        new(All(program).OfType<Try>().SelectMany(parts).SelectMany(All), ReferenceEqualityComparer.Instance);

    /// <summary>The statements from the one that stands directly in <paramref name="round"/> down to the one that directly holds <paramref name="statement"/>.</summary>
    public static IEnumerable<Statement> Between(Statement round, Statement statement) =>
        All(round).Where(part => !ReferenceEquals(part, round) && !ReferenceEquals(part, statement) && IsIn(statement, part));
}
