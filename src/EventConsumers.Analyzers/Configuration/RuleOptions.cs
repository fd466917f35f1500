using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Analyzers.Configuration;

/// <summary>The options in <c>.editorconfig</c>. A value that cannot be read counts as absent.</summary>
internal sealed class RuleOptions(AnalyzerConfigOptionsProvider provider)
{
    private const string Prefix = "eventconsumers.";

    /// <summary>The directory of the project, which the SDK hands to analyzers; null where it does not.</summary>
    public string? ProjectDirectory => provider.GlobalOptions.TryGetValue("build_property.ProjectDir", out var directory) ? directory : null;

    /// <summary>Whether test code is analysed too; off by default.</summary>
    public bool AnalyzeTests(SyntaxTree tree) => Flag(tree, "analyze_tests", false);

    /// <summary>Attempts that a retry written by a fix makes before it gives up.</summary>
    public int MaxRetryAttempts(SyntaxTree tree) => Number(tree, "max_retry_attempts", 5, 1, 1000);

    /// <summary>Attempts at a message, or deliveries of it, that are not too many.</summary>
    public int MaxDeliveryAttempts(SyntaxTree tree) => Number(tree, "max_delivery_attempts", 10, 1, 1000);

    /// <summary>A boolean option.</summary>
    public bool Flag(SyntaxTree tree, string name, bool byDefault) =>
        provider.GetOptions(tree).TryGetValue(Prefix + name, out var text) && bool.TryParse(text.Trim(), out var value) ? value : byDefault;

    /// <summary>An option that lists words between commas; in lower case.</summary>
    public IReadOnlyCollection<string> Words(SyntaxTree tree, string name) =>
        provider.GetOptions(tree).TryGetValue(Prefix + name, out var text)
            ? [.. text.Split(',').Select(word => word.Trim().ToLowerInvariant()).Where(word => word.Length > 0)]
            : [];

    /// <summary>A whole-number option; a value outside the range counts as absent.</summary>
    public int Number(SyntaxTree tree, string name, int byDefault, int least, int most) =>
        provider.GetOptions(tree).TryGetValue(Prefix + name, out var text)
        && int.TryParse(text.Trim(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
        && value >= least && value <= most
            ? value
            : byDefault;
}
