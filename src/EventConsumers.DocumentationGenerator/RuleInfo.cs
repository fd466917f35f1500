using EventConsumers.Analyzers;
using EventConsumers.CodeFixes;
using Microsoft.CodeAnalysis;

namespace EventConsumers.DocumentationGenerator;

/// <summary>What documents say of a rule, taken from its descriptor and from the exported fixes.</summary>
internal sealed record RuleInfo(string Id, string Family, string Title, DiagnosticSeverity Severity, bool IsEnabledByDefault, bool HasFix)
{
    /// <summary>The severity as users know it; a rule that is off says so.</summary>
    public string SeverityName => !IsEnabledByDefault ? "off" : Severity switch
    {
        DiagnosticSeverity.Info => "suggestion",
        DiagnosticSeverity.Warning => "warning",
        _ => Severity.ToString(),
    };

    /// <summary>Every rule of the package, by ID.</summary>
    public static IReadOnlyList<RuleInfo> All()
    {
        var fixable = FixableIds();
        return
        [
            .. new EventConsumerAnalyzer().SupportedDiagnostics
                .Select(rule => new RuleInfo(
                    rule.Id,
                    rule.Category.Split('.')[^1],
                    rule.Title.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    rule.DefaultSeverity,
                    rule.IsEnabledByDefault,
                    fixable.Contains(rule.Id)))
                .OrderBy(rule => rule.Id, StringComparer.Ordinal),
        ];
    }

    private static HashSet<string> FixableIds() =>
    [
        .. typeof(RuleCodeFixProvider).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(RuleCodeFixProvider).IsAssignableFrom(type))
            .SelectMany(type => ((RuleCodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds),
    ];
}
