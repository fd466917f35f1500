using System.Text;

namespace EventConsumers.DocumentationGenerator;

/// <summary>A choice of severities for all rules, as a global analyzer config and as a ruleset.</summary>
internal sealed record Preset(string Name, string Description, Func<RuleInfo, string> Severity)
{
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("Recommended", "The default severities.", rule => !rule.IsEnabledByDefault ? "none" : rule.SeverityName),
        new("Strict", "Every rule is a warning, also those that are suggestions or off by default.", _ => "warning"),
        new("None", "Every rule is off; turn on those you want in .editorconfig.", _ => "none"),
    ];

    /// <summary>The text of the global analyzer config. Its level is below that of a project's own files.</summary>
    public string GlobalConfig(IReadOnlyList<RuleInfo> rules)
    {
        var text = new StringBuilder($"# {Description}\nis_global = true\nglobal_level = -10\n\n");
        foreach (var rule in rules)
            text.Append($"# {rule.Title}\ndotnet_diagnostic.{rule.Id}.severity = {Severity(rule)}\n\n");
        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>The text of the ruleset, for builds that still use one.</summary>
    public string Ruleset(IReadOnlyList<RuleInfo> rules)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        text.Append($"<RuleSet Name=\"EventConsumers {Name}\" Description=\"{Description}\" ToolsVersion=\"17.0\">\n");
        text.Append("  <Rules AnalyzerId=\"EventConsumers.Analyzers\" RuleNamespace=\"EventConsumers.Analyzers\">\n");
        foreach (var rule in rules)
        {
            var action = Severity(rule) switch
            {
                "none" => "None",
                "suggestion" => "Info",
                _ => "Warning",
            };
            text.Append($"    <Rule Id=\"{rule.Id}\" Action=\"{action}\" />\n");
        }

        return text.Append("  </Rules>\n</RuleSet>\n").ToString();
    }
}
