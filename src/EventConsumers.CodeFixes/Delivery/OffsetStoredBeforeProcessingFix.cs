using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules.Delivery;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1003: has the code store the offset of each message, after the work.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class OffsetStoredBeforeProcessingFix : RuleCodeFixProvider
{
    private const string Key = "StoreAfterwards";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1003");

    /// <summary>Where the loop swallows failures, the next message's offset covers the failed one: storing later does not keep it.</summary>
    internal override IReadOnlyList<FollowUp> FollowUps { get; } = [new(new FailureHiddenFromBroker(), new FailureHiddenFromBrokerFix(), IsRequired: true)];

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        if (context.Others.Count < context.Diagnostic.AdditionalLocations.Count || Write(editor, context) is not { } title)
            return [];

        return [new Fix(title, Key, await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false))];
    }

    private static string? Write(SyntaxEditor editor, FixContext context)
    {
        string? title = null;
        BodyFacts? facts = null;
        MessagingCall? receive = null;
        foreach (var syntax in context.Others)
        {
            facts = context.FactsAt(syntax);
            receive = facts?.Calls.FirstOrDefault(call => call.Operation.Syntax.Span == syntax.Span);
            title = receive is null ? null : ManualReceive.Write(editor, receive, facts!, context);
            if (title is null)
                return null;
        }

        return context.Node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is { } creation
            && context.Operation(creation) is IObjectCreationOperation operation
            && facts!.Compilation.Literals.Of(operation, context.CancellationToken) is { } options
            && receive!.Client.BackgroundSettlement is { } idiom
            && WrittenOption.Set(editor, options, idiom.Off[0], WrittenOption.Literal(false), context)
                ? title
                : null;
    }
}
