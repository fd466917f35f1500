using System.Globalization;
using System.Text.RegularExpressions;
using EventConsumers.Analyzers.Rules;
using EventConsumers.DocumentationGenerator;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Meta;

/// <summary>What every rule must have: a page, a help link, a release line, tests, a line in the sample.</summary>
public sealed class RuleTests
{
    private static readonly string[] Families = ["Configuration", "Delivery", "Throughput", "Resilience", "FlowControl", "Scaling", "Serialization", "Semantics"];

    public static TheoryData<string> Ids => [.. RuleCatalog.All.Select(rule => rule.Id)];

    /// <summary>The rules about code: those about a project's own files have none to show, nor a client that they are about.</summary>
    public static TheoryData<string> IdsAboutCode => [.. RuleCatalog.All.Select(rule => rule.Id).Where(id => !id.StartsWith("EVC0", StringComparison.Ordinal))];

    public static TheoryData<string> FixableIds => [.. RuleInfo.All().Where(rule => rule.HasFix).Select(rule => rule.Id)];

    [Fact]
    public void Ids_are_unique_and_ascending() =>
        Assert.Equal(RuleCatalog.All.Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal), RuleCatalog.All.Select(rule => rule.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_id_tells_the_family(string id)
    {
        var rule = Rule(id);
        Assert.Matches("^EVC[0-7][0-9]{3}$", id);
        var family = Families[id[3] - '0'];
        Assert.Equal("EventConsumers." + family, rule.Descriptor.Category);
        Assert.Equal("EventConsumers.Analyzers.Rules." + family, rule.GetType().Namespace);
        Assert.True(rule.GetType().IsSealed);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_help_link_points_at_a_page_that_is_there(string id)
    {
        Assert.EndsWith($"/docs/rules/{id}.md", Rule(id).Descriptor.HelpLinkUri, StringComparison.Ordinal);
        Assert.True(Repository.Has($"docs/rules/{id}.md"), $"docs/rules/{id}.md is missing.");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_says_what_the_rule_says(string id)
    {
        var info = RuleInfo.All().Single(rule => rule.Id == id);
        var page = Repository.Read($"docs/rules/{id}.md");
        Assert.StartsWith($"# {id}: {info.Title}\n", page, StringComparison.Ordinal);
        Assert.Matches($@"\| *Category *\| *EventConsumers\.{info.Family} *\|", page);
        Assert.Matches($@"(?i)\| *Severity *\| *{info.SeverityName}", page);
        Assert.Matches($@"(?i)\| *Fix available *\| *{(info.HasFix ? "yes" : "no")}", page);
        foreach (var section in (string[])["What it finds", "Why it hurts", "Bad", "Good", "When it stays silent", "When to suppress", "Options"])
            Assert.Contains($"\n## {section}\n", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_release_notes_have_a_line(string id)
    {
        var rule = Rule(id);
        var severity = rule.Descriptor.IsEnabledByDefault ? rule.Descriptor.DefaultSeverity.ToString() : "Disabled";
        var notes = Repository.Read("src/EventConsumers.Analyzers/AnalyzerReleases.Unshipped.md") + Repository.Read("src/EventConsumers.Analyzers/AnalyzerReleases.Shipped.md");
        Assert.Contains($"\n{id} | {rule.Descriptor.Category} | {severity} | ", notes, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void There_are_tests_that_hit_and_tests_that_stay_silent(string id)
    {
        var tests = TestsOf(id);
        Assert.Contains("{|" + id + ":", tests, StringComparison.Ordinal);
        Assert.Contains("Verify.FindsAsync(", tests, StringComparison.Ordinal);
        Assert.Contains("Verify.SilentAsync(", tests, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FixableIds))]
    public void There_are_tests_of_the_fix(string id) =>
        Assert.Matches($@"Verify\.FixesAsync<{Rule(id).GetType().Name}Fix>\(", TestsOf(id));

    [Theory]
    [MemberData(nameof(IdsAboutCode))]
    public void The_sample_shows_it(string id) =>
        Assert.Contains(
            Repository.SourcesBelow("samples/UserActivity/Before").Concat(Repository.SourcesBelow("samples/UserActivity/BeforeRabbitMq6")).SelectMany(File.ReadLines),
            line => Regex.IsMatch(line, $@"// (EVC\d{{4}}, )*{id}(, EVC\d{{4}})*$"));

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_message_names_what_the_user_wrote(string id)
    {
        var message = Rule(id).Descriptor.MessageFormat.ToString(CultureInfo.InvariantCulture);
        Assert.Contains("{0}", message, StringComparison.Ordinal);
        Assert.False(message.EndsWith('.'), "A message is one sentence without a full stop.");
    }

    [Fact]
    public void Every_rule_is_announced_by_the_analyzer() =>
        Assert.Equal(RuleCatalog.All.Select(rule => rule.Id), new EventConsumerAnalyzer().SupportedDiagnostics.Select(descriptor => descriptor.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_rule_has_no_state(string id)
    {
        var fields = Rule(id).GetType().GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public);
        Assert.All(fields, field => Assert.True(field.IsInitOnly, $"{field.Name} can change."));
    }

    private static Rule Rule(string id) => RuleCatalog.All.Single(rule => rule.Id == id);

    private static string TestsOf(string id)
    {
        var type = Rule(id).GetType();
        var path = $"tests/EventConsumers.Analyzers.Tests/Rules/{type.Namespace!.Split('.')[^1]}/{type.Name}Tests.cs";
        Assert.True(Repository.Has(path), $"{path} is missing.");
        return Repository.Read(path);
    }
}
