using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules;

/// <summary>Makes the descriptors of rules, so that category and help link follow from the ID.</summary>
internal static class Descriptors
{
    private const string HelpLink = "https://github.com/event-consumers/EventConsumers/blob/main/docs/rules/{0}.md";

    private static readonly string[] Families =
    [
        "Configuration", "Delivery", "Throughput", "Resilience", "FlowControl", "Scaling", "Serialization", "Semantics",
    ];

    /// <summary>A rule that reports a warning: right at least 95 times in 100.</summary>
    public static DiagnosticDescriptor Warning(string id, string title, string message, string description) =>
        Create(id, title, message, description, DiagnosticSeverity.Warning, isEnabled: true);

    /// <summary>A rule that reports a suggestion, as the harm depends on load or on what cannot be seen.</summary>
    public static DiagnosticDescriptor Suggestion(string id, string title, string message, string description) =>
        Create(id, title, message, description, DiagnosticSeverity.Info, isEnabled: true);

    /// <summary>A rule that is off unless a preset or ruleset turns it on.</summary>
    public static DiagnosticDescriptor Off(string id, string title, string message, string description) =>
        Create(id, title, message, description, DiagnosticSeverity.Warning, isEnabled: false);

#pragma warning disable RS1033 // The description is given by the rule.
    private static DiagnosticDescriptor Create(
        string id, string title, string message, string description, DiagnosticSeverity severity, bool isEnabled) =>
        new(id, title, message, "EventConsumers." + Families[id[3] - '0'], severity, isEnabled, description, string.Format(System.Globalization.CultureInfo.InvariantCulture, HelpLink, id));
#pragma warning restore RS1033
}
