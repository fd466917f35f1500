using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Testing;

/// <summary>Runs an analyzer and its fixes over code as it looks while somebody types it. Nothing may throw.</summary>
public static class BrokenCode
{
    private static readonly ConcurrentDictionary<(Type Analyzer, string References), Task<Setting>> Settings = new();

    /// <summary>
    /// Cuts the source off at the end of every statement and in the middle of every statement, and takes away its references
    /// (the client's, then all). Every rule is on, whatever its default. What is found is fixed, too: at the first cut that
    /// shows it, where the code round it is least complete, and in the whole source.
    /// </summary>
    /// <param name="code">The source.</param>
    /// <param name="references">What it references.</param>
    /// <param name="fixes">The fixes to ask; none if null.</param>
    /// <param name="known">Cuts that are done and need not be made again, as many sources begin alike. New ones are added.</param>
    /// <param name="cancellationToken">Stops between two cuts.</param>
    public static async Task CutAtEveryStatementAsync<TAnalyzer>(
        string code, References references, IReadOnlyCollection<CodeFixProvider>? fixes = null, ConcurrentDictionary<(string References, string Code), bool>? known = null,
        CancellationToken cancellationToken = default)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var analyzer = new TAnalyzer();
        var setting = await SettingAsync(analyzer, references);
        var seen = new HashSet<(string, int)>();

        foreach (var length in Cuts(code).Where(length => length < code.Length))
        {
            var cut = code[..length];
            if (known?.TryAdd((references.Name, cut), true) != false)
                await RunAsync(setting, cut, analyzer, fixes ?? [], IsNew, cancellationToken);
        }

        await RunAsync(setting, code, analyzer, fixes ?? [], _ => true, cancellationToken);
        await RunAsync(await SettingAsync(analyzer, References.None), code, analyzer, fixes ?? [], _ => true, cancellationToken);
        await RunAsync(await SettingAsync(analyzer, References.NotEvenDotNet), code, analyzer, fixes ?? [], _ => true, cancellationToken);

        bool IsNew(Diagnostic diagnostic) => seen.Add((diagnostic.Id, diagnostic.Location.SourceSpan.Start));
    }

    /// <summary>The lengths to which <see cref="CutAtEveryStatementAsync"/> cuts a source.</summary>
    public static IReadOnlyCollection<int> Cuts(string code)
    {
        var cuts = new SortedSet<int>();
        foreach (var statement in CSharpSyntaxTree.ParseText(code).GetRoot().DescendantNodes().OfType<StatementSyntax>())
        {
            var tokens = statement.DescendantTokens().ToList();
            cuts.Add(statement.Span.End);
            cuts.Add(tokens[tokens.Count / 2].SpanStart);
        }

        cuts.Remove(0);
        return cuts;
    }

    private static Task<Setting> SettingAsync(DiagnosticAnalyzer analyzer, References references) =>
        Settings.GetOrAdd((analyzer.GetType(), references.Name), async _ =>
        {
            var project = TestProject.WithRules(
                TestProject.Create(new TestState(), new([("/0/Test0.cs", "")], [], []), references, LanguageVersion.Latest, implicitUsings: true),
                analyzer,
                [],
                [.. analyzer.SupportedDiagnostics.Select(rule => rule.Id)],
                []);
            var document = TestProject.Sources(project).Single();
            return new(document, (await project.GetCompilationAsync())!, (await document.GetSyntaxTreeAsync())!);
        });

    private static async Task RunAsync(
        Setting setting, string code, DiagnosticAnalyzer analyzer, IReadOnlyCollection<CodeFixProvider> fixes, Func<Diagnostic, bool> isFixed, CancellationToken cancellationToken)
    {
        var text = SourceText.From(code);
        var compilation = setting.Compilation.ReplaceSyntaxTree(setting.Tree, CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)setting.Tree.Options, setting.Tree.FilePath, cancellationToken));
        try
        {
            var found = await TestProject.AnalyzeAsync(compilation, analyzer, setting.Document.Project.AnalyzerOptions, cancellationToken);
            foreach (var diagnostic in found.Where(isFixed))
                await FixAsync(setting.Document.WithText(text), diagnostic, fixes, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new VerificationException($"{(exception is VerificationException ? exception.Message : exception)}\n\non this code:\n\n{code}");
        }
    }

    private static async Task FixAsync(Document document, Diagnostic diagnostic, IReadOnlyCollection<CodeFixProvider> fixes, CancellationToken cancellationToken)
    {
        foreach (var fix in fixes.Where(fix => fix.FixableDiagnosticIds.Contains(diagnostic.Id)))
        {
            var offers = new List<CodeAction>();
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => offers.Add(action), cancellationToken));
            foreach (var offer in offers)
                await offer.GetOperationsAsync(cancellationToken);
        }
    }

    /// <summary>A compilation in which one tree changes: to bind its references anew takes longer than to analyse a source.</summary>
    private sealed record Setting(Document Document, Compilation Compilation, SyntaxTree Tree);
}
