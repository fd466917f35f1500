using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1013: turns automatic storing off.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class StoreOffsetWithAutomaticStoreFix : RuleCodeFixProvider
{
    private const string Key = "TurnOffAutomaticStore";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1013");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        if (context.Others.Count == 0
            || context.FactsAt(context.Node) is not { } facts
            || context.Others[0].FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { } creation
            || context.Operation(creation) is not IObjectCreationOperation operation
            || facts.Compilation.Literals.Of(operation, context.CancellationToken) is not { } options
            || IdiomAt(context) is not { } idiom
            || idiom.Off.FirstOrDefault(setting => options[setting].Flag(unset: true) == true) is not { } setting
            || !WrittenOption.Set(editor, options, setting, WrittenOption.Literal(false), context))
        {
            return [];
        }

        return [new Fix($"Set '{setting}' to false", Key, await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false))];
    }

    private static BackgroundSettlementIdiom? IdiomAt(FixContext context) =>
        context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } syntax && context.Operation(syntax) is IInvocationOperation call
            ? context.Catalog.MeaningOf(call.TargetMethod)?.Client.BackgroundSettlement
            : null;
}
