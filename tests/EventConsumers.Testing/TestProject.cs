using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Testing;

/// <summary>Puts the files of a test into a project of a workspace and runs compiler and analyzer over it.</summary>
internal static class TestProject
{
    public const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private const string ImplicitUsingsPath = "/0/GlobalUsings.g.cs";

    public static Project Create(
        TestState state, ParsedState parsed, References references, LanguageVersion language, bool implicitUsings)
    {
        var id = ProjectId.CreateNewId();
        var sources = parsed.Sources;
        var parseOptions = new CSharpParseOptions(language);
        var compilationOptions = new CSharpCompilationOptions(
            sources.Any(source => HasTopLevelStatements(source.Code, parseOptions)) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: language.MapSpecifiedToEffectiveVersion() >= LanguageVersion.CSharp8 ? NullableContextOptions.Enable : NullableContextOptions.Disable);
        var solution = new AdhocWorkspace(MefHostServices.DefaultHost).CurrentSolution;
        solution = solution
            .WithOptions(solution.Options.WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, "\n"))
            .AddProject(ProjectInfo.Create(
                id, VersionStamp.Default, "TestProject", "TestProject", LanguageNames.CSharp,
                parseOptions: parseOptions, compilationOptions: compilationOptions, metadataReferences: references.Metadata));

        if (implicitUsings)
            solution = solution.AddDocument(DocumentId.CreateNewId(id), Path.GetFileName(ImplicitUsingsPath), ImplicitUsings, filePath: ImplicitUsingsPath);
        foreach (var (path, code) in sources)
            solution = solution.AddDocument(DocumentId.CreateNewId(id), Path.GetFileName(path), code, filePath: path);
        foreach (var (path, content) in parsed.AdditionalFiles)
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(id), Path.GetFileName(path), SourceText.From(content, Encoding.UTF8), filePath: path);
        foreach (var (path, content) in state.AnalyzerConfigFiles)
            solution = solution.AddAnalyzerConfigDocument(DocumentId.CreateNewId(id), Path.GetFileName(path), SourceText.From(content), filePath: path);

        return solution.GetProject(id)!;
    }

    /// <summary>The documents of the test, in the order of its sources.</summary>
    public static IEnumerable<Document> Sources(Project project) =>
        project.DocumentIds.Select(project.GetDocument).OfType<Document>().Where(document => document.FilePath != ImplicitUsingsPath);

    /// <summary>Turns rules on and off, whatever their default: <paramref name="only"/> and no others if it names any.</summary>
    public static Project WithRules(
        Project project, DiagnosticAnalyzer analyzer, IReadOnlyCollection<string> only, IReadOnlyCollection<string> enabled, IReadOnlyCollection<string> disabled)
    {
        var options = project.CompilationOptions!.SpecificDiagnosticOptions;
        foreach (var rule in analyzer.SupportedDiagnostics)
        {
            if (disabled.Contains(rule.Id) || only.Count > 0 && !only.Contains(rule.Id) && !enabled.Contains(rule.Id))
                options = options.SetItem(rule.Id, ReportDiagnostic.Suppress);
            else if (!rule.IsEnabledByDefault && (only.Contains(rule.Id) || enabled.Contains(rule.Id)))
                options = options.SetItem(rule.Id, OwnSeverity(rule));
        }

        foreach (var id in disabled)
            options = options.SetItem(id, ReportDiagnostic.Suppress);
        return project.WithCompilationOptions(project.CompilationOptions.WithSpecificDiagnosticOptions(options));
    }

    public static async Task<ImmutableArray<Diagnostic>> CompilerDiagnosticsAsync(Project project, CompilerDiagnostics kind, CancellationToken cancellationToken)
    {
        if (kind == CompilerDiagnostics.None)
            return [];

        var least = kind == CompilerDiagnostics.Errors ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
        var compilation = await project.GetCompilationAsync(cancellationToken);
        return [.. compilation!.GetDiagnostics(cancellationToken).Where(diagnostic => diagnostic.Severity >= least && !diagnostic.IsSuppressed)];
    }

    /// <summary>What the analyzer reports, in the order of the text. An exception in the analyzer fails the test.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Project project, DiagnosticAnalyzer analyzer, CancellationToken cancellationToken)
    {
        var compilation = await project.GetCompilationAsync(cancellationToken);
        return await AnalyzeAsync(compilation!, analyzer, project.AnalyzerOptions, cancellationToken);
    }

    /// <inheritdoc cref="AnalyzeAsync(Project, DiagnosticAnalyzer, CancellationToken)"/>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(
        Compilation compilation, DiagnosticAnalyzer analyzer, AnalyzerOptions options, CancellationToken cancellationToken)
    {
        var exceptions = new ConcurrentQueue<Exception>();
        var diagnostics = await compilation
            .WithAnalyzers([analyzer], new CompilationWithAnalyzersOptions(
                options,
                onAnalyzerException: (exception, _, _) => exceptions.Enqueue(exception),
                concurrentAnalysis: true,
                logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync(cancellationToken);
        if (!exceptions.IsEmpty)
            throw new VerificationException($"{analyzer.GetType().Name} threw:\n{string.Join("\n\n", exceptions)}");

        return
        [
            .. diagnostics
                .OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
                .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>The project after a change, its changed documents parsed anew: what counts is their text, not the tree that a fix has built.</summary>
    public static async Task<Project> AsWrittenAsync(Project before, Solution changed, CancellationToken cancellationToken)
    {
        foreach (var id in changed.GetProject(before.Id)!.GetChanges(before).GetChangedDocuments())
        {
            var text = await changed.GetDocument(id)!.GetTextAsync(cancellationToken);
            changed = changed.WithDocumentText(id, SourceText.From(text.ToString()));
        }

        return changed.GetProject(before.Id)!;
    }

    private static bool HasTopLevelStatements(string code, CSharpParseOptions options) =>
        CSharpSyntaxTree.ParseText(code, options).GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any();

    private static ReportDiagnostic OwnSeverity(DiagnosticDescriptor rule) => rule.DefaultSeverity switch
    {
        DiagnosticSeverity.Error => ReportDiagnostic.Error,
        DiagnosticSeverity.Warning => ReportDiagnostic.Warn,
        DiagnosticSeverity.Info => ReportDiagnostic.Info,
        _ => ReportDiagnostic.Hidden,
    };
}
