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

    [Theory]
    [InlineData("EVC1001")]
    [InlineData("EVC1002")]
    [InlineData("EVC1004")]
    [InlineData("EVC1010")]
    [InlineData("EVC2001")]
    [InlineData("EVC2003")]
    [InlineData("EVC3001")]
    [InlineData("EVC3002")]
    [InlineData("EVC4001")]
    [InlineData("EVC5001")]
    [InlineData("EVC6001")]
    [InlineData("EVC6002")]
    public void BeforeShows(string rule) => Assert.Contains(new Sample("Before").Expected(), finding => finding.Rule == rule);

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
