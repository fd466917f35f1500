using System.Text.RegularExpressions;

namespace EventConsumers.DocumentationGenerator;

/// <summary>Every file, or part of a file, that follows from the rules.</summary>
internal static partial class GeneratedFiles
{
    /// <summary>The paths, relative to the repository, with the text that belongs there now.</summary>
    public static IEnumerable<(string Path, string Text)> In(string repository)
    {
        var rules = RuleInfo.All();
        foreach (var preset in Preset.All)
        {
            yield return ($"src/EventConsumers.Package/presets/EventConsumers.{preset.Name}.globalconfig", preset.GlobalConfig(rules));
            yield return ($"src/EventConsumers.Package/rulesets/EventConsumers.{preset.Name}.ruleset", preset.Ruleset(rules));
        }

        yield return ("README.md", WithTable(repository, "README.md", RuleTable.Write(rules, "docs/rules/")));
        yield return ("docs/rules/README.md", WithTable(repository, "docs/rules/README.md", RuleTable.Write(rules, "")));
        yield return ("docs/clients.md", WithTable(repository, "docs/clients.md", ClientTable.Write(rules, TestedClients.In(repository))));
        yield return ("src/EventConsumers.Package/README.md", WithTable(repository, "src/EventConsumers.Package/README.md", RuleTable.Write(rules, "https://github.com/event-consumers/EventConsumers/blob/main/docs/rules/")));
    }

    private static string WithTable(string repository, string path, string table)
    {
        var text = File.ReadAllText(Path.Combine(repository, path)).ReplaceLineEndings("\n");
        if (!Rules().IsMatch(text))
            throw new InvalidOperationException($"{path} lacks the lines '<!-- rules -->' and '<!-- /rules -->' between which the table goes.");
        return Rules().Replace(text, match => $"{match.Groups[1].Value}\n{table}{match.Groups[2].Value}");
    }

    [GeneratedRegex("(<!-- rules -->)\n.*?(<!-- /rules -->)", RegexOptions.Singleline)]
    private static partial Regex Rules();
}
