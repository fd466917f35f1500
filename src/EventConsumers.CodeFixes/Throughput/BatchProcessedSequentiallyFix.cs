using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>EVC2011: hands the messages of the batch to a pump, where the runtime library is referenced.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class BatchProcessedSequentiallyFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC2011");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        foreach (var loop in context.Node.Ancestors().OfType<ForEachStatementSyntax>())
        {
            if (context.Model.GetDeclaredSymbol(loop) is not ILocalSymbol message || context.Catalog.MessageMeaningOf(message.Type) is null)
                continue;

            IReadOnlyList<StatementSyntax> work = loop.Statement is BlockSyntax block ? block.Statements : [loop.Statement];
            return PumpedLoop.Of(loop.Statement, message, work, context) is { } root
                ? [new Fix("Handle the messages with a pump, several at a time", "Pump", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))]
                : [];
        }

        return [];
    }
}
