namespace EventConsumers.Analyzers.Tests.Robustness.RandomPrograms;

/// <summary>Makes a program smaller as long as it keeps a property.</summary>
internal static class Shrinking
{
    public static async Task<Block> SmallestAsync(Block program, Func<Block, Task<bool>> hasProperty)
    {
        for (var shrunk = true; shrunk;)
        {
            shrunk = false;
            foreach (var smaller in Smaller(program).Select(block => Numbering.Of(Completion.Pruned(block))))
            {
                if (await hasProperty(smaller))
                {
                    (program, shrunk) = (smaller, true);
                    break;
                }
            }
        }

        return program;
    }

    private static IEnumerable<Block> Smaller(Block block)
    {
        for (var i = 0; i < block.Statements.Length; i++)
        {
            if (block.Statements.Length > 1)
                yield return With(block, i, []);
            foreach (var part in Shape.Parts(block.Statements[i]))
                yield return With(block, i, part is Block inner ? inner.Statements : [part]);
            foreach (var smaller in Smaller(block.Statements[i]))
                yield return With(block, i, [smaller]);
        }
    }

    private static IEnumerable<Statement> Smaller(Statement statement) => statement switch
    {
        Block block => Smaller(block),
        If choice =>
        [
            .. Smaller(choice.Then).Select(then => choice with { Then = then }),
            .. choice.Else is null ? [] : Smaller(choice.Else).Select(otherwise => choice with { Else = otherwise }).Prepend(choice with { Else = null }),
        ],
        While loop => Smaller(loop.Body).Select(body => new While(body)),
        DoWhile loop => Smaller(loop.Body).Select(body => new DoWhile(body)),
        Switch choice => choice.Sections.SelectMany((section, index) => Smaller(section).Select(smaller => new Switch([.. choice.Sections.Select((old, i) => i == index ? smaller : old)]))),
        Labelled labelled => Smaller(labelled.Body).Select(body => labelled with { Body = body }),
        Try @try =>
        [
            .. Smaller(@try.Body).Select(body => @try with { Body = body }),
            .. @try.Finally is not null && @try.Catches.Length > 0 ? [@try with { Finally = null }] : (Try[])[],
            .. @try.Finally is { } last ? Smaller(last).Select(smaller => @try with { Finally = smaller }) : [],
            .. @try.Catches.SelectMany((clause, index) => Smaller(clause.Body).Select(body => @try with { Catches = [.. @try.Catches.Select((old, i) => i == index ? old with { Body = body } : old)] })),
        ],
        _ => [],
    };

    private static Block With(Block block, int index, IEnumerable<Statement> instead) =>
        new([.. block.Statements.Take(index), .. instead, .. block.Statements.Skip(index + 1)]);
}
