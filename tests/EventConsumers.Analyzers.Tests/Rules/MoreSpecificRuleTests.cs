namespace EventConsumers.Analyzers.Tests.Rules;

/// <summary>Where two rules would speak of one defect, the more specific speaks, and alone.</summary>
public class MoreSpecificRuleTests
{
    public static TheoryData<string> Pairs => [.. RulePairs.All.Select(pair => pair.Name)];

    [Theory, MemberData(nameof(Pairs))]
    public Task One_rule_speaks(string name)
    {
        var pair = Pair(name);
        return Verify.FindsAsync(pair.References, pair.Defect, pair.Silent);
    }

    // The other half: the silent rule looks at such code too.
    [Theory, MemberData(nameof(Pairs))]
    public Task The_other_speaks_of_its_own(string name)
    {
        var pair = Pair(name);
        return Verify.FindsAsync(pair.References, pair.OtherDefect, pair.Speaks);
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Each_source_marks_its_rule(string name)
    {
        var pair = Pair(name);
        Assert.Equal([pair.Speaks], MarkedRules.In(pair.Defect));
        Assert.Equal([pair.Silent], MarkedRules.In(pair.OtherDefect));
    }

    private static RulePair Pair(string name) => RulePairs.All.Single(pair => pair.Name == name);
}
