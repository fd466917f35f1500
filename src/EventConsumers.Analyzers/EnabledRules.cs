using System.Collections.Concurrent;
using EventConsumers.Analyzers.Rules;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers;

/// <summary>Which rules a compilation, or one file of it, wants to hear. The others are not run.</summary>
internal sealed class EnabledRules(Compilation compilation, CancellationToken cancellationToken)
{
    private readonly ConcurrentDictionary<(SyntaxTree, string), bool> _inFiles = new();

    /// <summary>Some file may want the rule.</summary>
    public bool Anywhere(Rule rule) =>
        ByCompilation(rule) ?? true;

    /// <summary>The file wants the rule.</summary>
    public bool In(SyntaxTree tree, Rule rule) => _inFiles.GetOrAdd((tree, rule.Id), _ => Decide(tree, rule));

    private bool Decide(SyntaxTree tree, Rule rule)
    {
        if (ByCompilation(rule) is { } decided)
            return decided;

        if (compilation.Options.SyntaxTreeOptionsProvider is { } provider
            && provider.TryGetDiagnosticValue(tree, rule.Id, cancellationToken, out var severity)
            && severity != ReportDiagnostic.Default)
        {
            return severity != ReportDiagnostic.Suppress;
        }

        return rule.Descriptor.IsEnabledByDefault;
    }

    private bool? ByCompilation(Rule rule)
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
