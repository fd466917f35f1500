using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Rules.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>EVC2006: receives as many messages as a call brings, and settles them together, where the loop goes through what it gets.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ReceivesOneMessageAtATimeFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC2006");

    // A batch is no gain where its messages are settled one by one after all, or wait for one another.
    internal override IReadOnlyList<FollowUp> FollowUps { get; } =
    [
        new(new BatchProcessedSequentially(), new BatchProcessedSequentiallyFix(), IsRequired: true),
        new(new MessagesSettledOneByOne(), new MessagesSettledOneByOneFix(), IsRequired: true),
    ];

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (ReceiveRequest.At(context) is not { Receive.Meaning: { BatchSize: { } option, MostAtOnce: { } most } } loop || !loop.Handler.ItemLoops.Any())
            return [];

        var root = loop.Receive.Argument(option)?.Syntax is ExpressionSyntax written
            ? context.Root.ReplaceNode(written, FixedDocument.Expression($"{most}").WithTriviaFrom(written))
            : ReceiveRequest.With(loop, option, most, context);
        return root is null ? [] : [new Fix($"Receive up to {most} messages at once", "ReceiveMany", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }
}
