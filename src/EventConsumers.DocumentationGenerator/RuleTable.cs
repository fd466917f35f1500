using System.Text;

namespace EventConsumers.DocumentationGenerator;

/// <summary>The rules as a Markdown table.</summary>
internal static class RuleTable
{
    /// <summary>A table with one line per rule; links are relative to <paramref name="docsFolder"/>.</summary>
    public static string Write(IReadOnlyList<RuleInfo> rules, string docsFolder)
    {
        var text = new StringBuilder();
        text.Append("| ID | Family | What it finds | Severity | Fix |\n| --- | --- | --- | --- | --- |\n");
        foreach (var rule in rules)
        {
            text.Append($"| [{rule.Id}]({docsFolder}{rule.Id}.md) | {rule.Family} | {rule.Title} | {rule.SeverityName} | {(rule.HasFix ? "yes" : "")} |\n");
        }

        return text.ToString();
    }
}
