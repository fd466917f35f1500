using System.Text.RegularExpressions;

namespace EventConsumers.Analyzers.Tests;

/// <summary>The rules that a source's markup names.</summary>
internal static partial class MarkedRules
{
    public static IReadOnlyCollection<string> In(string markup) =>
        [.. Pattern().Matches(markup).Select(match => match.Groups[1].Value).Distinct()];

    [GeneratedRegex(@"\{\|(EVC\d{4}):")]
    private static partial Regex Pattern();
}
