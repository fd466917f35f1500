namespace EventConsumers.Samples.Tests;

public sealed class UserActivityTests
{
    [Fact]
    public async Task BeforeIsReportedWhereItsCommentsSay()
    {
        var before = new Sample("Before");

        AssertSame(before.Expected(), await before.BuildAsync());
    }

    [Fact]
    public async Task AfterIsSilent()
    {
        var after = new Sample("After");

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
