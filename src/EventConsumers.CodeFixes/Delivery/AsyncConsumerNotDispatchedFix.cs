using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1023: has the connection dispatch to consumers that await.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AsyncConsumerNotDispatchedFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1023");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        // Which of several factories the channel comes from cannot be told.
        if (context.Diagnostic.AdditionalLocations.Count != 1 || context.Others.Count != 1
            || context.Others[0].FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { } factory
            || context.FactsAt(context.Node) is not { Compilation: var compilation }
            || compilation.Catalog.Clients.Select(client => client.AwaitedConsumer).FirstOrDefault(idiom => idiom is not null) is not { } idiom
            || !ConsumersAllAwait(compilation.Source)
            || context.Operation(factory) is not IObjectCreationOperation creation
            || compilation.Literals.Of(creation, context.CancellationToken) is not { } options
            || options[idiom.Option].Flag(unset: false) != false)
        {
            return [];
        }

        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        return WrittenOption.Set(editor, options, idiom.Option, WrittenOption.Literal(true), context)
            ? [new Fix($"Set '{idiom.Option}'", "SetDispatch", await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false))]
            : [];

        // The option leaves the others without messages.
        bool ConsumersAllAwait(SourceCode source) =>
            idiom.Excluded.Append(idiom.Consumer.Substring(idiom.Consumer.LastIndexOf('.') + 1)).All(name => source.Named(name, context.CancellationToken).Count == 0);
    }
}
