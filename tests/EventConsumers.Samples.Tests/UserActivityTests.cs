namespace EventConsumers.Samples.Tests;

[Collection(nameof(Sample))]
public sealed class UserActivityTests
{
    [Theory]
    [InlineData("Before")]
    [InlineData("BeforeRabbitMq6")]
    public async Task BeforeIsReportedWhereItsCommentsSay(string name)
    {
        var before = new Sample(name);

        AssertSame(before.Expected(), await before.BuildAsync());
    }

    [Theory]
    [InlineData("After")]
    [InlineData("AfterRabbitMq6")]
    public async Task AfterIsSilent(string name)
    {
        var after = new Sample(name);

        AssertSame([], after.Expected());
        AssertSame([], await after.BuildAsync());
    }

    private static void AssertSame(IEnumerable<Finding> expected, IEnumerable<Finding> reported)
    {
        List<Finding> missing = [.. expected], unexpected = [.. reported];
        foreach (var finding in missing.ToArray())
        {
            if (unexpected.Remove(finding))
                missing.Remove(finding);
        }

        var differences = missing.Select(finding => $"missing    {finding}").Concat(unexpected.Select(finding => $"unexpected {finding}"));
        Assert.True(missing.Count + unexpected.Count == 0, string.Join(Environment.NewLine, differences));
    }
}
