using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1017: sends the full batch and starts another, or says that the message was too large.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MessageNotAddedToBatchFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1017");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Parent: { } parent } add)
            return [];

        var statement = parent as ExpressionStatementSyntax
            ?? (parent is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax discard } ? discard : null);
        if (statement is null)
            return [];

        if (FullBatch.Of(add, statement, context) is { } batch)
            return [new Fix("Send the full batch and start another", "SendFullBatch", await LaidOut.AsTheFileIsAsync(context, batch.Rewritten()).ConfigureAwait(false))];

        var check = FixedDocument.Statement($"if (!{add.WithoutTrivia()})\nthrow new System.InvalidOperationException(\"The batch has no room for the message.\");");
        return [new Fix("Throw if the batch has no room", "ThrowIfFull", await LaidOut.AsTheFileIsAsync(context, context.Root.ReplaceNode(statement, check.WithTriviaFrom(statement))).ConfigureAwait(false))];
    }
}
