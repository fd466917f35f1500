using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules;

/// <summary>Where a rule puts its findings. One place is reported once per rule.</summary>
internal sealed class Reporter(Action<Diagnostic> report, Func<string, Location, bool> isFirst)
{
    public void Report(
        Rule rule,
        Location location,
        IEnumerable<Location>? additionalLocations,
        ImmutableDictionary<string, string?>? properties,
        params object?[] arguments)
    {
        if (isFirst(rule.Id, location))
            report(Diagnostic.Create(rule.Descriptor, location, additionalLocations, properties, arguments));
    }

    public void Report(Rule rule, Location location, params object?[] arguments) => Report(rule, location, null, null, arguments);

    /// <summary>Reports as a suggestion, whatever the severity of the rule is by default.</summary>
    public void Suggest(Rule rule, Location location, params object?[] arguments)
    {
        if (isFirst(rule.Id, location))
            report(Diagnostic.Create(rule.Descriptor, location, DiagnosticSeverity.Info, null, null, arguments));
    }
}
