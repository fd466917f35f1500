using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Rules.Resilience;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>EVC3003: gives the queue a dead-letter queue.</summary>
[ExportCodeFixProvider(Microsoft.CodeAnalysis.LanguageNames.CSharp)]
[Shared]
public sealed class RejectedMessageDroppedFix : RuleCodeFixProvider
{
    /// <summary>For repairs that have messages refused for good: the queue may have nowhere to send them.</summary>
    internal static FollowUp AfterRefusal { get; } = new(new RejectedMessageDropped(), new RejectedMessageDroppedFix());

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC3003");

    /// <inheritdoc/>
    internal override Task<IEnumerable<Fix>> FixesAsync(FixContext context) =>
        context.Others.Count == 1 && context.Diagnostic.AdditionalLocations.Count == 1 && context.Others[0].FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } declaration
            ? DeadLetterSettings.FixesAsync(declaration, context)
            : Task.FromResult<IEnumerable<Fix>>([]);
}
