using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Rules.Delivery;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1005: lets the failure through, or names the failed message where only a batch can fail.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class FailureHiddenFromBrokerFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1005");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Diagnostic.Properties.ContainsKey(FailureHiddenFromBroker.Position) || context.Node.FirstAncestorOrSelf<CatchClauseSyntax>() is not { } clause)
            return [];

        if (ResponseOf(clause, context) is { } response)
        {
            return FailedItem(clause, response, context) is { } named
                ? [new Fix($"Return the failed message in the '{response.Type.Name}'", "ReturnFailures", await LaidOut.AsTheFileIsAsync(context, named).ConfigureAwait(false))]
                : [];
        }

        return Rethrown.Of(clause, context) is { } thrown
            ? [new Fix("Rethrow, so that the failure is seen", "Rethrow", await LaidOut.AsTheFileIsAsync(context, thrown).ConfigureAwait(false))]
            : [];
    }

    private static BatchResponse? ResponseOf(CatchClauseSyntax clause, FixContext context)
    {
        var catalog = context.Catalog;
        return clause.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.ParameterList.Parameters
            .Select(parameter => catalog.BatchResponseTo((context.Model.GetDeclaredSymbol(parameter) as IParameterSymbol)?.Type))
            .FirstOrDefault(response => response is not null);
    }

    private static SyntaxNode? FailedItem(CatchClauseSyntax clause, BatchResponse response, FixContext context)
    {
        if (clause.FirstAncestorOrSelf<ForEachStatementSyntax>() is not { } loop
            || !SymbolEqualityComparer.Default.Equals((context.Model.GetDeclaredSymbol(loop) as ILocalSymbol)?.Type, response.Message)
            || clause.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method)
        {
            return null;
        }

        if (FailuresInScope(clause, response, context) is { } failures)
            return context.Root.ReplaceNode(clause.Block, ClauseEnd.With(clause.Block, BatchResponseMethod.Failure(failures, loop, response)));

        return BatchResponseMethod.Of(method, loop, response, context, clause) is { } rewritten ? context.Root.ReplaceNode(method, rewritten) : null;
    }

    // The response that the handler returns already, or the list that it is made of.
    private static string? FailuresInScope(CatchClauseSyntax clause, BatchResponse response, FixContext context)
    {
        foreach (var local in context.Model.LookupSymbols(clause.SpanStart).OfType<ILocalSymbol>())
        {
            if (local.Locations[0].SourceSpan.Start > clause.SpanStart)
                continue;

            if (SymbolEqualityComparer.Default.Equals(local.Type, response.Type))
                return $"{local.Name}.{response.Failures.Name}";

            if (SymbolEqualityComparer.Default.Equals(local.Type, response.Failures.Type))
                return local.Name;
        }

        return null;
    }
}
