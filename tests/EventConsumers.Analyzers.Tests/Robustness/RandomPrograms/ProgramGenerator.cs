using FsCheck;
using FsCheck.Fluent;

namespace EventConsumers.Analyzers.Tests.Robustness.RandomPrograms;

/// <summary>Makes random handlers that compile.</summary>
internal static class ProgramGenerator
{
    // What a statement may be depends on where it stands.
    private sealed record Place(int Depth, bool InLoop, bool InSwitch, int Labels, bool MayJump, bool IsCallsOnly);

    /// <summary>Programs of a handler form; every statement is an object of its own, and every settle call, label and local function has its number.</summary>
    public static Gen<Block> Of(HandlerForm form) =>
        from program in BlockIn(new Place(3, form.IsLoop, false, 0, true, false), 5)
        select Numbering.Of(Completion.Pruned(program));

    private static Gen<Block> BlockIn(Place place, int most) =>
        from count in Gen.Choose(1, most)
        from statements in Gen.CollectToArray(Enumerable.Range(0, count).Select(_ => StatementIn(place)))
        select new Block(statements);

    private static Gen<Statement> StatementIn(Place place)
    {
        var choices = new List<(int, Gen<Statement>)>
        {
            (6, Gen.Fresh<Statement>(() => new Work())),
            (2, Gen.Fresh<Statement>(() => new OtherWork())),
            (2, Gen.Fresh<Statement>(() => new Log())),
        };

        if (!place.IsCallsOnly)
        {
            choices.Add((5, Gen.Fresh<Statement>(() => new Settle(0))));
            choices.Add((1, Gen.Fresh<Statement>(() => new Refuse())));
            choices.Add((2, from flag in Gen.Choose(0, 1) from value in Gen.Elements(true, false) select (Statement)new SetFlag(flag, value)));
            if (place.MayJump)
                AddJumps(place, choices);
            if (place.Depth > 0)
                AddCompounds(place with { Depth = place.Depth - 1 }, choices);
        }

        return Gen.Frequency(choices);
    }

    private static void AddJumps(Place place, List<(int, Gen<Statement>)> choices)
    {
        choices.Add((1, Gen.Fresh<Statement>(() => new Return())));
        choices.Add((1, Gen.Fresh<Statement>(() => new Throw())));
        if (place.InLoop || place.InSwitch)
            choices.Add((1, Gen.Fresh<Statement>(() => new Break())));
        if (place.InLoop)
            choices.Add((1, Gen.Fresh<Statement>(() => new Continue())));
        if (place.Labels > 0)
            choices.Add((2, from label in Gen.Choose(1, place.Labels) select (Statement)new Goto(label)));
    }

    private static void AddCompounds(Place inner, List<(int, Gen<Statement>)> choices)
    {
        var calls = inner with { IsCallsOnly = true };
        choices.Add((6, If(inner)));
        choices.Add((6, Try(inner)));
        choices.Add((2, from body in BlockIn(inner with { InLoop = true, InSwitch = false }, 3) select (Statement)new While(body)));
        choices.Add((1, from body in BlockIn(inner with { InLoop = true, InSwitch = false }, 3) select (Statement)new DoWhile(body)));
        choices.Add((2, from sections in Blocks(inner with { InSwitch = true }, 2, 3) select (Statement)new Switch(sections)));
        choices.Add((1, from arms in Gen.CollectToArray(Enumerable.Range(0, 2).Select(_ => Call())) select (Statement)new SwitchExpression(arms)));
        choices.Add((1, from body in BlockIn(calls, 2) select (Statement)new RunLambda(body)));
        choices.Add((1, from body in BlockIn(calls, 2) select (Statement)new CallLocalFunction(0, body)));
        if (inner.MayJump)
            choices.Add((2, from body in BlockIn(inner with { Labels = inner.Labels + 1 }, 3) select (Statement)new Labelled(inner.Labels + 1, body)));
    }

    private static Gen<Statement> Call() =>
        from isWork in Gen.Elements(true, false)
        from call in Gen.Fresh<Statement>(() => isWork ? new Work() : new OtherWork())
        select call;

    private static Gen<Statement> If(Place inner) =>
        from flag in Gen.Elements<int?>(null, null, 0, 1)
        from expected in Gen.Elements(true, false)
        from then in BlockIn(inner, 2)
        from hasElse in Gen.Elements(true, false)
        from otherwise in BlockIn(inner, 2)
        select (Statement)new If(flag, expected, then, hasElse ? otherwise : null);

    // Nothing jumps out of a finally.
    private static Gen<Statement> Try(Place inner) =>
        from body in BlockIn(inner, 3)
        from kind in Gen.Choose(0, 4)
        from first in BlockIn(inner, 2)
        from second in BlockIn(inner, 2)
        from last in BlockIn(inner with { MayJump = false, InLoop = false, InSwitch = false, Labels = 0 }, 2)
        select (Statement)(kind switch
        {
            0 => new Try(body, [], last),
            1 => new Try(body, [new Catch(false, first)], last),
            2 => new Try(body, [new Catch(false, first), new Catch(true, second)], null),
            3 => new Try(body, [new Catch(true, first)], null),
            _ => new Try(body, [new Catch(true, first)], last),
        });

    private static Gen<Block[]> Blocks(Place place, int least, int most) =>
        from count in Gen.Choose(least, most)
        from blocks in Gen.CollectToArray(Enumerable.Range(0, count).Select(_ => BlockIn(place, 2)))
        select blocks;
}
