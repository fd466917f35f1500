using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>EVC2006: receives as many messages as a call brings, where the loop goes through what it gets.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ReceivesOneMessageAtATimeFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC2006");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (ReceiveRequest.At(context) is not { Receive.Meaning: { BatchSize: { } option, MostAtOnce: { } most } } loop || !TakesMany(loop.Handler))
            return [];

        var root = loop.Receive.Argument(option)?.Syntax is ExpressionSyntax written
            ? context.Root.ReplaceNode(written, FixedDocument.Expression($"{most}").WithTriviaFrom(written))
            : ReceiveRequest.With(loop, option, most, context);
        return root is null ? [] : [new Fix($"Receive up to {most} messages at once", "ReceiveMany", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }

    // It goes through all that it gets, and does not settle each by a call of its own.
    private static bool TakesMany(Handler handler)
    {
        var loops = handler.ItemLoops.ToList();
        return loops.Count > 0 && !handler.Facts.Calls.Any(call => call.Meaning.SettleTogether is not null && loops.Exists(loop => call.Operation.IsWithin(loop.Body)));
    }
}
