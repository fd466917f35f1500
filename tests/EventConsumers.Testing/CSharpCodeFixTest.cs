using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Testing;

/// <summary>
/// An analyzer test whose findings are then fixed from the start in three ways: one by one until nothing changes, by document and
/// by project. Each way must end in <see cref="FixedCode"/>, compile as well as before and leave no diagnostic that
/// was not there before. With <see cref="FixedCode"/> equal to the test code, no fix may be offered.
/// </summary>
public class CSharpCodeFixTest<TAnalyzer, TCodeFix> : CSharpAnalyzerTest<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider
{
    private CodeFixProvider? _provider;

    /// <summary>Adds the fixed form of a source. Markup stands for diagnostics that have no fix.</summary>
    public string FixedCode
    {
        set => FixedState.Sources.Add(value);
    }

    /// <summary>The sources after all fixes, in the order of <see cref="CSharpAnalyzerTest{TAnalyzer}.TestState"/>.</summary>
    public TestState FixedState { get; } = new();

    /// <summary>Which of the offered fixes to apply, the first by default.</summary>
    public int CodeActionIndex { get; set; }

    /// <summary>Instead of <see cref="CodeActionIndex"/>: the equivalence key of the fix to apply.</summary>
    public string? CodeActionEquivalenceKey { get; set; }

    /// <summary>The title that the first applied fix must have.</summary>
    public string? CodeActionTitle { get; set; }

    private CodeFixProvider Provider => _provider ??= ExportedCodeFix.Create(typeof(TCodeFix));

    /// <inheritdoc/>
    public override async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await base.RunAsync(cancellationToken);

        var before = Parse(TestState);
        var after = Parse(FixedState);
        if (before.Sources.Length != after.Sources.Length)
            throw new VerificationException($"The test has {before.Sources.Length} sources and {after.Sources.Length} fixed sources.");
        if (!before.Expected.Any(result => Provider.FixableDiagnosticIds.Contains(result.Id)))
            throw new VerificationException($"{typeof(TCodeFix).Name} fixes {string.Join(", ", Provider.FixableDiagnosticIds)}: the test expects none of these.");

        // A fix sees which rules are switched on and off, as it does in an editor.
        var project = TestProject.WithRules(CreateProject(TestState, before), Analyzer, [], EnabledDiagnostics, DisabledDiagnostics);
        var errorsBefore = await ErrorsAsync(project, cancellationToken);
        var rulesBefore = await EveryRuleAsync(project, cancellationToken);

        await CheckAsync("Fixes one by one", await FixOneByOneAsync(project, errorsBefore, cancellationToken));
        await CheckAsync("Fix all in document", await FixAllAsync(project, FixAllScope.Document, cancellationToken));
        await CheckAsync("Fix all in project", await FixAllAsync(project, FixAllScope.Project, cancellationToken));
        await CheckLineEndsAsync();

        async Task CheckAsync(string way, Project result)
        {
            await CompareTextsAsync(way, after, result, "\n", cancellationToken);
            ThrowIfAny($"{way}: the result has new compiler errors", Added(errorsBefore, await ErrorsAsync(result, cancellationToken)));
            await VerifyAsync($"{way}: diagnostics of the result", after, result, cancellationToken);
            var expected = after.Expected.Select(result => result.Id);
            ThrowIfAny(
                $"{way}: the result has diagnostics of other rules that were not there before",
                Added(rulesBefore, await EveryRuleAsync(result, cancellationToken), expected));
        }

        // What a fix writes ends as the other lines of the file do, whatever the workspace is set to.
        async Task CheckLineEndsAsync()
        {
            var windows = project;
            foreach (var document in TestProject.Sources(project))
            {
                var text = await document.GetTextAsync(cancellationToken);
                windows = windows.GetDocument(document.Id)!.WithText(SourceText.From(text.ToString().ReplaceLineEndings("\r\n"), text.Encoding)).Project;
            }

            var result = await FixAllAsync(windows, FixAllScope.Document, cancellationToken);
            await CompareTextsAsync("Fix all in document, in a file whose lines end in \\r\\n", after, result, "\r\n", cancellationToken);
        }
    }

    private async Task<Project> FixOneByOneAsync(Project project, ImmutableArray<Diagnostic> errorsBefore, CancellationToken cancellationToken)
    {
        int? limit = null;
        for (var applied = 0; ; applied++)
        {
            var fixable = await FixableAsync(project, cancellationToken);
            limit ??= 2 * fixable.Length + 5;
            if (await FirstOfferAsync(project, fixable, cancellationToken) is not { } offer)
                return project;
            if (applied == 0 && CodeActionTitle is { } title && offer.Action.Title != title)
                throw new VerificationException($"The fix is called\n  {offer.Action.Title}\nand not\n  {title}");
            if (applied == limit)
                throw new VerificationException($"Fixes one by one: still not done after {applied} fixes; next is '{offer.Action.Title}'.");

            var next = await ApplyAsync(project, offer.Action, cancellationToken);
            if (await TextsAsync(next, cancellationToken) == await TextsAsync(project, cancellationToken))
                throw new VerificationException($"'{offer.Action.Title}' changed nothing.");
            ThrowIfAny($"'{offer.Action.Title}' left new compiler errors", Added(errorsBefore, await ErrorsAsync(next, cancellationToken)));
            project = next;
        }
    }

    private async Task<Project> FixAllAsync(Project project, FixAllScope scope, CancellationToken cancellationToken)
    {
        var fixAll = Provider.GetFixAllProvider() ?? throw new VerificationException($"{typeof(TCodeFix).Name} has no fix-all.");
        if (!fixAll.GetSupportedFixAllScopes().Contains(scope))
            throw new VerificationException($"The fix-all of {typeof(TCodeFix).Name} does not support the scope {scope}.");

        // One fix-all repairs all findings with its equivalence key; findings with another key need their own.
        var done = new HashSet<(string?, DocumentId?)>();
        while (true)
        {
            var fixable = await FixableAsync(project, cancellationToken);
            if (await FirstOfferAsync(project, fixable, cancellationToken) is not var (action, document))
            {
                if (done.Count == 0 && fixable.Length > 0)
                    await ThrowIfFixAllChangesAsync(fixAll, FoundDiagnostics.DocumentOf(project, fixable[0]), fixable, cancellationToken);
                return project;
            }

            if (action.EquivalenceKey is not { } key)
                throw new VerificationException($"'{action.Title}' has no equivalence key, so it cannot be applied to all.");
            if (!done.Add((key, scope == FixAllScope.Document ? document.Id : null)))
                throw new VerificationException($"Fix all in {scope.ToString().ToLowerInvariant()} '{key}' left findings that it fixes one by one.\n\n{await TextsAsync(project, cancellationToken)}");

            var diagnostics = new FoundDiagnostics(project, fixable);
            var ids = Provider.FixableDiagnosticIds;
            var context = scope == FixAllScope.Document
                ? new FixAllContext(document, Provider, scope, key, ids, diagnostics, cancellationToken)
                : new FixAllContext(project, Provider, scope, key, ids, diagnostics, cancellationToken);
            var all = await fixAll.GetFixAsync(context) ?? throw new VerificationException($"Fix all '{key}' offers no action.");
            project = await ApplyAsync(project, all, cancellationToken);
        }
    }

    // Where nothing is offered, a fix-all may not even touch the documents.
    private async Task ThrowIfFixAllChangesAsync(
        FixAllProvider fixAll, Document document, ImmutableArray<Diagnostic> fixable, CancellationToken cancellationToken)
    {
        var context = new FixAllContext(
            document, Provider, FixAllScope.Document, "no such fix", Provider.FixableDiagnosticIds, new FoundDiagnostics(document.Project, fixable), cancellationToken);
        if (await fixAll.GetFixAsync(context) is not { } all)
            return;

        var operations = await all.GetOperationsAsync(cancellationToken);
        var solution = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        if (solution.GetProject(document.Project.Id)!.GetChanges(document.Project).GetChangedDocuments(onlyGetDocumentsWithTextChanges: true).Any())
            throw new VerificationException("No fix is offered, and yet the fix-all gives the document back changed.");
    }

    private async Task<ImmutableArray<Diagnostic>> FixableAsync(Project project, CancellationToken cancellationToken)
    {
        var diagnostics = await TestProject.AnalyzeAsync(WithTestedRules(project), Analyzer, cancellationToken);
        return [.. diagnostics.Where(diagnostic => Provider.FixableDiagnosticIds.Contains(diagnostic.Id) && diagnostic.Location.IsInSource)];
    }

    private async Task<(CodeAction Action, Document Document)?> FirstOfferAsync(
        Project project, ImmutableArray<Diagnostic> fixable, CancellationToken cancellationToken)
    {
        foreach (var diagnostic in fixable)
        {
            var document = FoundDiagnostics.DocumentOf(project, diagnostic);
            var offers = new List<CodeAction>();
            await Provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => offers.Add(action), cancellationToken));
            var chosen = CodeActionEquivalenceKey is { } key
                ? offers.FirstOrDefault(action => action.EquivalenceKey == key)
                : offers.ElementAtOrDefault(CodeActionIndex);
            if (chosen is not null)
                return (chosen, document);
        }

        return null;
    }

    private static async Task<Project> ApplyAsync(Project project, CodeAction action, CancellationToken cancellationToken)
    {
        var operations = await action.GetOperationsAsync(cancellationToken);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return await TestProject.AsWrittenAsync(project, changed, cancellationToken);
    }

    private static async Task CompareTextsAsync(string way, ParsedState expected, Project actual, string lineEnd, CancellationToken cancellationToken)
    {
        foreach (var ((path, code), document) in expected.Sources.Zip(TestProject.Sources(actual)))
        {
            var wanted = lineEnd == "\n" ? code : code.ReplaceLineEndings(lineEnd);
            var text = (await document.GetTextAsync(cancellationToken)).ToString();
            if (text != wanted)
                throw new VerificationException($"{way}: {path} is not as expected (- expected, + found).\n\n{TextDifference.Of(wanted, text)}");
        }
    }

    private static Task<ImmutableArray<Diagnostic>> ErrorsAsync(Project project, CancellationToken cancellationToken) =>
        TestProject.CompilerDiagnosticsAsync(project, CompilerDiagnostics.Errors, cancellationToken);

    private Task<ImmutableArray<Diagnostic>> EveryRuleAsync(Project project, CancellationToken cancellationToken) =>
        TestProject.AnalyzeAsync(TestProject.WithRules(project, Analyzer, [], [.. OnlyDiagnostics, .. EnabledDiagnostics], DisabledDiagnostics), Analyzer, cancellationToken);

    /// <summary>Diagnostics of the rules that count more after than before, beyond those that are expected.</summary>
    private static List<Diagnostic> Added(IEnumerable<Diagnostic> before, IEnumerable<Diagnostic> after, IEnumerable<string>? expected = null)
    {
        var known = before.Select(diagnostic => diagnostic.Id).CountBy(id => id).ToDictionary();
        foreach (var (id, count) in (expected ?? []).CountBy(id => id))
            known[id] = Math.Max(count, known.GetValueOrDefault(id));
        return [.. after.GroupBy(diagnostic => diagnostic.Id).Where(group => group.Count() > known.GetValueOrDefault(group.Key)).SelectMany(group => group)];
    }

    private static void ThrowIfAny(string what, List<Diagnostic> diagnostics)
    {
        if (diagnostics.Count == 0)
            return;

        var texts = diagnostics.Select(diagnostic => diagnostic.Location.SourceTree).OfType<SyntaxTree>().Distinct().Select(tree => tree.ToString());
        throw new VerificationException($"{what}:\n\n{string.Join('\n', diagnostics.Select(DiagnosticReport.Describe))}\n\n{string.Join("\n\n", texts)}");
    }

    private static async Task<string> TextsAsync(Project project, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        foreach (var document in TestProject.Sources(project))
            texts.Add((await document.GetTextAsync(cancellationToken)).ToString());
        return string.Join("\n\n", texts);
    }
}
