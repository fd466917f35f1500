using System.Collections.Immutable;
using System.Composition;
using EventConsumers.CodeFixes.Delivery;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace EventConsumers.CodeFixes.FlowControl;

/// <summary>EVC4003: settles each message after it was handled, so that the limit counts.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PrefetchWithoutAcknowledgementFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC4003");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        if (context.Others.Count != 1 || context.Diagnostic.AdditionalLocations.Count != 1
            || context.Others[0].FirstAncestorOrSelf<ArgumentSyntax>() is not { } flag
            || context.FactsAt(flag) is not { } facts
            || AutomaticAcknowledgementFix.WriteFlag(editor, flag, facts, context) is not { } title)
        {
            return [];
        }

        return [new Fix(title, "SettleManually", await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false))];
    }
}
