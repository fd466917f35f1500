using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Rules.Semantics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Semantics;

/// <summary>EVC7002: sends by the context of the message.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PublishesOutsideConsumeContextFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC7002");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (!context.Diagnostic.Properties.TryGetValue(PublishesOutsideConsumeContext.Context, out var name) || name is null
            || context.Others.Count == 0 || context.Others[0] is not ExpressionSyntax sender)
        {
            return [];
        }

        var root = context.Root.ReplaceNode(sender, SyntaxFactory.IdentifierName(name).WithTriviaFrom(sender));
        return [new Fix($"Send by '{name}'", "SendByContext", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }
}
