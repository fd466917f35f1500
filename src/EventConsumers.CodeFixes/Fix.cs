using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.CodeFixes;

/// <summary>A computed repair: what it is called, what kind it is, and the document after it.</summary>
/// <param name="Title">What the fix does, as the light-bulb shows it.</param>
/// <param name="Key">The same for every finding that is repaired in the same way; a fix-all repairs those together.</param>
/// <param name="Document">The document after the repair, formatted.</param>
internal sealed record Fix(string Title, string Key, Document Document);

/// <summary>One finding in the current state of its document.</summary>
internal sealed class FixContext(
    Document document, SyntaxNode root, SemanticModel model, Diagnostic diagnostic, SyntaxNode node, IReadOnlyList<SyntaxNode> others, CancellationToken cancellationToken)
{
    public Document Document { get; } = document;

    public SyntaxNode Root { get; } = root;

    public SemanticModel Model { get; } = model;

    /// <summary>The finding. Its location is that of the analysed text: use <see cref="Node"/> and <see cref="Others"/>.</summary>
    public Diagnostic Diagnostic { get; } = diagnostic;

    /// <summary>The innermost node at the finding's location.</summary>
    public SyntaxNode Node { get; } = node;

    /// <summary>The nodes at the finding's additional locations in this document, in their order.</summary>
    public IReadOnlyList<SyntaxNode> Others { get; } = others;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The clients of the project, as the analyzer sees them.</summary>
    public ClientCatalog Catalog => FixFacts.CatalogOf(Document, Model.Compilation, CancellationToken);

    public IOperation? Operation(SyntaxNode syntax) => Model.GetOperation(syntax, CancellationToken);

    /// <summary>The options of the file, as the analyzer sees them.</summary>
    public AnalyzerConfigOptions Options => Document.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GetOptions(Root.SyntaxTree);
}
