using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>EVC2003: settles the messages of a batch in one call, or leaves settling to the client's background.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MessagesSettledOneByOneFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC2003");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } syntax
            || context.Operation(syntax) is not IInvocationOperation operation
            || context.Catalog is var catalog && catalog.MeaningOf(operation.TargetMethod) is not { } meaning)
        {
            return [];
        }

        var call = new MessagingCall(operation, operation.TargetMethod, meaning);
        if (BackgroundSettlement.Of(syntax, call, context) is { } background)
            return [new Fix($"Note the message with '{background.Member}' and leave settling to the background", "SettleInBackground", await LaidOut.AsTheFileIsAsync(context, background.Root).ConfigureAwait(false))];

        if (CollectedSettlement.Of(syntax, call, context) is { } collected)
            return [new Fix($"Settle the batch with one '{collected.Member}' after the loop", "SettleTogether", await LaidOut.AsTheFileIsAsync(context, collected.Root).ConfigureAwait(false))];

        if (CumulativeSettlement.Of(syntax, call, context) is { } cumulative)
            return [new Fix("Settle the batch by its last message", "SettleLast", await LaidOut.AsTheFileIsAsync(context, cumulative.Root).ConfigureAwait(false))];

        return [];
    }
}
