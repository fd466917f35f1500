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
    /// (the client's, then all). Every rule is on, whatever its default.
    /// </summary>
    public static async Task CutAtEveryStatementAsync<TAnalyzer>(
        string code, References references, IReadOnlyCollection<CodeFixProvider>? fixes = null, CancellationToken cancellationToken = default)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var analyzer = new TAnalyzer();
        var setting = await SettingAsync(analyzer, references);

        await RunAsync(setting, code, analyzer, fixes ?? [], cancellationToken);
        foreach (var length in Cuts(code))
            await RunAsync(setting, code[..length], analyzer, fixes ?? [], cancellationToken);

        await RunAsync(await SettingAsync(analyzer, References.None), code, analyzer, fixes ?? [], cancellationToken);
        await RunAsync(await SettingAsync(analyzer, References.NotEvenDotNet), code, analyzer, fixes ?? [], cancellationToken);
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
                TestProject.Create(new TestState(), [("/0/Test0.cs", "")], references, LanguageVersion.Latest, implicitUsings: true),
                analyzer,
                [],
                [.. analyzer.SupportedDiagnostics.Select(rule => rule.Id)],
                []);
            var document = TestProject.Sources(project).Single();
            return new(document, (await project.GetCompilationAsync())!, (await document.GetSyntaxTreeAsync())!);
        });

    private static async Task RunAsync(
        Setting setting, string code, DiagnosticAnalyzer analyzer, IReadOnlyCollection<CodeFixProvider> fixes, CancellationToken cancellationToken)
    {
        var text = SourceText.From(code);
        var compilation = setting.Compilation.ReplaceSyntaxTree(setting.Tree, CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)setting.Tree.Options, setting.Tree.FilePath, cancellationToken));
        try
        {
            foreach (var diagnostic in await TestProject.AnalyzeAsync(compilation, analyzer, setting.Document.Project.AnalyzerOptions, cancellationToken))
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
