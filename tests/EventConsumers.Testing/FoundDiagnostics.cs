using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace EventConsumers.Testing;

/// <summary>Hands to a fix-all what the analyzer has found in a project.</summary>
internal sealed class FoundDiagnostics(Project project, ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
{
    public static Document DocumentOf(Project project, Diagnostic diagnostic) =>
        project.Documents.Single(document => document.FilePath == diagnostic.Location.SourceTree!.FilePath);

    public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
        Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

    public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
        Task.FromResult(diagnostics.Where(diagnostic => DocumentOf(project, diagnostic).Id == document.Id));

    public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
        Task.FromResult(Enumerable.Empty<Diagnostic>());
}
