using System.Text.RegularExpressions;

namespace EventConsumers.Tests.Documentation;

public sealed partial class GuideTests
{
    [Fact]
    public void The_code_of_the_guide_is_the_code_that_compiles()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "runtime", "README.md"));
        // Those of a broker's consumer are in the tests of its project.
        var snippets = Directory.GetDirectories(Path.Combine(Repository.Root, "tests"), "EventConsumers*.Tests")
            .Select(project => Path.Combine(project, "Documentation"))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*Snippets.cs"))
            .Select(file => WithoutIndentation(File.ReadAllText(file)))
            .ToList();
        var blocks = CodeBlock().Matches(guide).Select(match => match.Groups["code"].Value).ToList();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(snippets, code => code.Contains(WithoutIndentation(block), StringComparison.Ordinal)));
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CodeBlock();

    private static string WithoutIndentation(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim())).Trim();
}
