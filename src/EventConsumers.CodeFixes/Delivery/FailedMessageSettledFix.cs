using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules.Delivery;
using EventConsumers.CodeFixes.Resilience;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>
/// EVC1004: settles on success only, and refuses the message where its processing fails. Where the loop goes on and the next message
/// settles the failed one with it, leaving the call out would change nothing.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class FailedMessageSettledFix : RuleCodeFixProvider
{
    private const string Key = "SettleOnSuccess";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1004");

    /// <summary>What is refused is dropped where there is no dead-letter queue.</summary>
    internal override IReadOnlyList<FollowUp> FollowUps { get; } = [RejectedMessageDroppedFix.AfterRefusal];

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.FactsAt(context.Node) is not { } facts
            || facts.Settles.FirstOrDefault(site => site.Operation.Syntax == context.Node) is not { } site
            || FailureSettle.Of(site, facts) is not { } failure
            || failure.Try.Syntax is not TryStatementSyntax @try
            || site.Call.IsByPosition && CatchAll.Of(failure.Try) is not null
            || Refusal.Of(site) is not { IsSure: true } refusal)
        {
            return [];
        }

        foreach (var statement in SettleStatement.Round(context.Node))
        {
            var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
            var change = new SuccessOnly(editor, @try, failure.Catch?.Syntax as CatchClauseSyntax, statement, site, refusal, facts, context.Model);
            var isWritten = failure.Form switch
            {
                FailureSettleForm.InFinally => change.FromFinally(),
                FailureSettleForm.InCatch => change.InCatch(),
                _ => change.FromBehind(),
            };
            if (!isWritten)
                continue;

            var repaired = await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false);
            if (await SettleFixCheck.IsBetterAsync(context, repaired, facts).ConfigureAwait(false))
                return [new Fix(Title(site, failure, refusal), Key, repaired)];
        }

        return [];
    }

    private static string Title(SettleSite site, FailureSettle failure, Refusal refusal) => (failure.Form, refusal.Idiom) switch
    {
        (FailureSettleForm.InCatch, { Reject: { } reject }) => $"Refuse the failed message with '{reject}'",
        (FailureSettleForm.InCatch, _) => $"Remove '{site.Name}' for the failed message",
        (_, { Reject: { } reject }) => $"Settle with '{site.Name}' after '{failure.Work.CalledName()}', with '{reject}' when it fails",
        _ => $"Settle with '{site.Name}' after '{failure.Work.CalledName()}' only",
    };
}
