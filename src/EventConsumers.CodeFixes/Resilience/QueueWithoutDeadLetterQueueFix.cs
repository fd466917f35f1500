using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>EVC3004: gives the queue a dead-letter queue.</summary>
[ExportCodeFixProvider(Microsoft.CodeAnalysis.LanguageNames.CSharp)]
[Shared]
public sealed class QueueWithoutDeadLetterQueueFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC3004");

    /// <inheritdoc/>
    internal override Task<IEnumerable<Fix>> FixesAsync(FixContext context) =>
        context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } declaration
            ? DeadLetterSettings.FixesAsync([declaration], context)
            : Task.FromResult<IEnumerable<Fix>>([]);
}
