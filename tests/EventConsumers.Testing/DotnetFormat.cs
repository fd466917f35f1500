using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Testing;

/// <summary>
/// Applies fixes as <c>dotnet format analyzers</c> does: rule by rule, all findings of a rule at once. Which kind of fix is meant, it
/// asks with the first finding of the analyzer, of whatever rule that is; if nothing is offered for it, there is no key.
/// </summary>
public static class DotnetFormat
{
    /// <summary>One run over a project. A finding may need another: one kind of fix is applied for each rule.</summary>
    public static async Task<Project> RunAsync(
        Project project, DiagnosticAnalyzer analyzer, IReadOnlyCollection<CodeFixProvider> fixes, CancellationToken cancellationToken = default)
    {
        var before = project;
        var found = await FoundAsync(project, analyzer, cancellationToken);
        foreach (var rule in found.Select(diagnostic => diagnostic.Id).Distinct().ToList())
        {
            foreach (var fix in fixes.Where(fix => fix.FixableDiagnosticIds.Contains(rule)))
            {
                if (await FixAllAsync(project, fix, rule, found, cancellationToken) is not { } changed || ReferenceEquals(changed, project))
                    continue;

                project = changed;
                found = await FoundAsync(project, analyzer, cancellationToken);
            }
        }

        return await TestProject.AsWrittenAsync(before, project.Solution, cancellationToken);
    }

    /// <summary>What the analyzer reports in a project, in the order of the text.</summary>
    public static Task<ImmutableArray<Diagnostic>> FoundAsync(Project project, DiagnosticAnalyzer analyzer, CancellationToken cancellationToken = default) =>
        TestProject.AnalyzeAsync(project, analyzer, cancellationToken);

    /// <summary>The first fix that is offered for a finding; null if none is.</summary>
    public static async Task<CodeAction?> FirstOfferAsync(Project project, CodeFixProvider fix, Diagnostic diagnostic, CancellationToken cancellationToken = default)
    {
        CodeAction? first = null;
        var document = FoundDiagnostics.DocumentOf(project, diagnostic);
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => first ??= action, cancellationToken));
        return first;
    }

    private static async Task<Project?> FixAllAsync(
        Project project, CodeFixProvider fix, string rule, ImmutableArray<Diagnostic> found, CancellationToken cancellationToken)
    {
        if (found.IsEmpty)
            return null;

        var key = (await FirstOfferAsync(project, fix, found[0], cancellationToken))?.EquivalenceKey;
        var context = new FixAllContext(
            FoundDiagnostics.DocumentOf(project, found[0]), fix, FixAllScope.Solution, key!, [rule], new FoundDiagnostics(project, found), cancellationToken);
        var operations = await fix.GetFixAllProvider()!.GetFixAsync(context) is { } all ? await all.GetOperationsAsync(cancellationToken) : [];
        return operations.OfType<ApplyChangesOperation>().SingleOrDefault()?.ChangedSolution.GetProject(project.Id);
    }
}
