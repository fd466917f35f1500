using System.Globalization;
using System.Text.RegularExpressions;

namespace EventConsumers.Analyzers.Tests.Meta;

/// <summary>docs/performance.md: its figures were measured by the command that it names.</summary>
public sealed partial class PerformancePageTests
{
    private const string Project = "tests/EventConsumers.Performance";

    private static readonly string Page = Repository.Read("docs/performance.md");

    private static string Measured => Between().Match(Page).Groups["table"].Value;

    [Fact]
    public void It_names_its_command()
    {
        Assert.Contains($"dotnet run -c Release --project {Project}\n", Page, StringComparison.Ordinal);
        Assert.True(Repository.Has($"{Project}/EventConsumers.Performance.csproj"));
    }

    [Fact]
    public void It_tells_of_every_package_that_is_measured()
    {
        var packages = Package().Matches(Repository.Read($"{Project}/EventConsumers.Performance.csproj"));
        Assert.Equal(5, packages.Count);
        Assert.All(packages, package => Assert.Contains($"{package.Groups["name"].Value} {package.Groups["version"].Value}", Measured, StringComparison.Ordinal));
        Assert.Contains("\n| EventConsumers ", Measured, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_times_the_files_take_at_most_eleven_times_as_long()
    {
        var growth = Growth().Match(Measured).Groups["times"].Value;
        Assert.InRange(double.Parse(growth, CultureInfo.InvariantCulture), 1, 11);
    }

    [GeneratedRegex("<!-- measured: begin -->(?<table>.*)<!-- measured: end -->", RegexOptions.Singleline)]
    private static partial Regex Between();

    [GeneratedRegex("<OtherAnalyzers Include=\"(?<name>[^\"]+)\" Version=\"(?<version>[^\"]+)\"")]
    private static partial Regex Package();

    [GeneratedRegex(@"From 1,000 files to 10,000 files the time of EventConsumers grows (?<times>[\d.]+) times")]
    private static partial Regex Growth();
}
