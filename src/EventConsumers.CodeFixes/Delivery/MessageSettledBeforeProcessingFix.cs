using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules.Delivery;
using EventConsumers.CodeFixes.Resilience;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1001: moves the settle call behind the last statement that processes the message.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MessageSettledBeforeProcessingFix : RuleCodeFixProvider
{
    private const string Key = "SettleAfterProcessing";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1001");

    /// <summary>What is refused is dropped where there is no dead-letter queue.</summary>
    internal override IReadOnlyList<FollowUp> FollowUps { get; } = [RejectedMessageDroppedFix.AfterRefusal];

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.FactsAt(context.Node) is not { } facts
            || facts.Settles.FirstOrDefault(site => site.Operation.Syntax == context.Node) is not { } site)
        {
            return [];
        }

        // A message that waits in a queue has no place in this body behind its processing.
        var work = EarlySettle.WorkAfter(site, facts);
        if (work.Count == 0)
            return [];

        foreach (var statement in SettleStatement.Round(context.Node))
        {
            if (LaterPlace.Of(statement, work, site, facts, context) is not { } place)
                continue;

            var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
            place.Move(editor, statement);
            var repaired = await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false);
            if (await SettleFixCheck.IsBetterAsync(context, repaired, facts).ConfigureAwait(false))
                return [new Fix($"Settle with '{site.Name}' after '{place.Work.CalledName()}'", Key, repaired)];
        }

        return [];
    }
}
