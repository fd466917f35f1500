using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>EVC2005: waits for messages as long as the broker allows.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ShortPollingFix : RuleCodeFixProvider
{
    private const int Seconds = 20;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC2005");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context) =>
        ReceiveRequest.At(context) is { Receive.Meaning.WaitTime: { } option } loop && ReceiveRequest.With(loop, option, Seconds, context) is { } root
            ? [new Fix($"Wait for messages: '{option} = {Seconds}'", "LongPolling", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))]
            : [];
}
