using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Configuration;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.CodeFixes;

/// <summary>Gives fixes the same view of the code as rules have.</summary>
internal static class FixFacts
{
    /// <summary>The facts of the method that a node stands in; null where it stands in none.</summary>
    public static BodyFacts? FactsAt(this FixContext context, SyntaxNode node) =>
        Of(context.Document, context.Model, node, context.CancellationToken);

    /// <summary>The facts of the method that a node of a document stands in; null where it stands in none.</summary>
    public static BodyFacts? Of(Document document, SemanticModel model, SyntaxNode node, CancellationToken cancellationToken)
    {
        var symbol = model.GetEnclosingSymbol(node.SpanStart, cancellationToken);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
            symbol = symbol.ContainingSymbol;
        if (symbol is not IMethodSymbol method)
            return null;

        var catalog = CatalogOf(document, model.Compilation, cancellationToken);
        var compilation = new CompilationFacts(
            model.Compilation,
            catalog,
            new Vocabulary(catalog.Words),
            new RuleOptions(document.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider));
        return BodyFacts.Of(method, compilation, cancellationToken);
    }

    /// <summary>The clients of a document's project, those that its own files describe included.</summary>
    public static ClientCatalog CatalogOf(Document document, Compilation compilation, CancellationToken cancellationToken) => ClientCatalog.For(
        compilation,
        [
            .. Descriptions.In(document.Project.AnalyzerOptions.AdditionalFiles, DescriptionReader.Read, cancellationToken)
                .Select(description => new DescribedClient(description.File, description.Description, compilation)),
        ]);
}
