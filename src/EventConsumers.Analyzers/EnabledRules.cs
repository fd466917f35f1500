using System.Collections.Concurrent;
using EventConsumers.Analyzers.Rules;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers;

/// <summary>Which rules a compilation, or one file of it, wants to hear. The others are not run.</summary>
internal sealed class EnabledRules(Compilation compilation)
{
    private readonly ConcurrentDictionary<Rule, bool?> _decided = new();

    /// <summary>What the compilation as a whole decides, so that no file need be asked; null where files may differ.</summary>
    public bool? Everywhere(Rule rule, CancellationToken cancellationToken)
    {
        if (!_decided.TryGetValue(rule, out var decided))
            _decided.TryAdd(rule, decided = ByCompilation(rule, cancellationToken));
        return decided;
    }

    /// <summary>Some file may want the rule.</summary>
    public bool Anywhere(Rule rule, CancellationToken cancellationToken) => Everywhere(rule, cancellationToken) ?? true;

    /// <summary>The file wants the rule.</summary>
    public bool In(SyntaxTree tree, Rule rule, CancellationToken cancellationToken) =>
        Decided(tree, rule, cancellationToken) ?? rule.Descriptor.IsEnabledByDefault;

    /// <summary>The rule was turned off for the file; one that is off by default was not.</summary>
    public bool IsTurnedOffIn(SyntaxTree tree, Rule rule, CancellationToken cancellationToken) => Decided(tree, rule, cancellationToken) == false;

    private bool? Decided(SyntaxTree tree, Rule rule, CancellationToken cancellationToken)
    {
        if (Everywhere(rule, cancellationToken) is { } decided)
            return decided;

        if (compilation.Options.SyntaxTreeOptionsProvider is { } provider
            && provider.TryGetDiagnosticValue(tree, rule.Id, cancellationToken, out var severity)
            && severity != ReportDiagnostic.Default)
        {
            return severity != ReportDiagnostic.Suppress;
        }

        return null;
    }

    private bool? ByCompilation(Rule rule, CancellationToken cancellationToken)
    {
        if (compilation.Options.SpecificDiagnosticOptions.TryGetValue(rule.Id, out var severity)
            || compilation.Options.SyntaxTreeOptionsProvider is { } provider && provider.TryGetGlobalDiagnosticValue(rule.Id, cancellationToken, out severity))
        {
            if (severity != ReportDiagnostic.Default)
                return severity != ReportDiagnostic.Suppress;
        }

        return null;
    }
}
