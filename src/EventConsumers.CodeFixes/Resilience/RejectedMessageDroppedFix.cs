using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>EVC3003: gives the queue a dead-letter queue.</summary>
[ExportCodeFixProvider(Microsoft.CodeAnalysis.LanguageNames.CSharp)]
[Shared]
public sealed class RejectedMessageDroppedFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC3003");

    /// <inheritdoc/>
    internal override Task<IEnumerable<Fix>> FixesAsync(FixContext context) =>
        context.Others.Count == 1 && context.Diagnostic.AdditionalLocations.Count == 1 && context.Others[0].FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } declaration
            ? DeadLetterSettings.FixesAsync(declaration, context)
            : Task.FromResult<IEnumerable<Fix>>([]);
}
