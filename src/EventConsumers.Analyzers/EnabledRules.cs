using EventConsumers.Analyzers.Rules;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers;

/// <summary>Which rules a compilation, or one file of it, wants to hear. The others are not run.</summary>
internal sealed class EnabledRules(Compilation compilation)
{
    /// <summary>Some file may want the rule.</summary>
    public bool Anywhere(Rule rule, CancellationToken cancellationToken) => ByCompilation(rule, cancellationToken) ?? true;

    /// <summary>The file wants the rule.</summary>
    public bool In(SyntaxTree tree, Rule rule, CancellationToken cancellationToken)
    {
        if (ByCompilation(rule, cancellationToken) is { } decided)
            return decided;

        if (compilation.Options.SyntaxTreeOptionsProvider is { } provider
            && provider.TryGetDiagnosticValue(tree, rule.Id, cancellationToken, out var severity)
            && severity != ReportDiagnostic.Default)
        {
            return severity != ReportDiagnostic.Suppress;
        }

        return rule.Descriptor.IsEnabledByDefault;
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
