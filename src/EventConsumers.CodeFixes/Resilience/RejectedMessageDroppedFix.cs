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
    internal override Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        // All declarations of a queue have to say the same: each that the type holds, or none.
        var declarations = context.Others.Select(other => other.FirstAncestorOrSelf<InvocationExpressionSyntax>()).OfType<InvocationExpressionSyntax>().ToList();
        return declarations.Count > 0 && declarations.Count == context.Diagnostic.AdditionalLocations.Count
            ? DeadLetterSettings.FixesAsync(declarations, context)
            : Task.FromResult<IEnumerable<Fix>>([]);
    }
}
