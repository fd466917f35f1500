using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Configuration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>EVC3005: sets a limit that gives a message up in time.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RetryLimitOutOfRangeFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC3005");

    internal override Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        var options = new RuleOptions(context.Document.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider);
        var number = Math.Min(options.MaxRetryAttempts(context.Root.SyntaxTree), options.MaxDeliveryAttempts(context.Root.SyntaxTree));
        IEnumerable<Fix> fixes = LimitNumber.Set(context, number) is { } root
            ? [new Fix($"Set to {number}", "SetRetryLimit", context.Document.WithSyntaxRoot(root))]
            : [];
        return Task.FromResult(fixes);
    }
}
