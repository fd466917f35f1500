using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Configuration;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.CodeFixes;

/// <summary>Gives fixes the same view of the code as rules have.</summary>
internal static class FixFacts
{
    /// <summary>The facts of the method that a node stands in; null where it stands in none.</summary>
    public static BodyFacts? FactsAt(this FixContext context, SyntaxNode node)
    {
        var symbol = context.Model.GetEnclosingSymbol(node.SpanStart, context.CancellationToken);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
            symbol = symbol.ContainingSymbol;
        if (symbol is not IMethodSymbol method)
            return null;

        var compilation = new CompilationFacts(
            context.Model.Compilation,
            ClientCatalog.For(context.Model.Compilation),
            new Vocabulary([]),
            new RuleOptions(context.Document.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider));
        return BodyFacts.Of(method, compilation, context.CancellationToken);
    }
}
