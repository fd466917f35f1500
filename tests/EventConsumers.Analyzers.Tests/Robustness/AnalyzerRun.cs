using System.Collections.Concurrent;
using System.Collections.Immutable;
using EventConsumers.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Analyzers.Tests.Robustness;

/// <summary>Runs the analyzer, every rule on, over code that need not compile. What it finds does not matter, unless a test looks.</summary>
internal static class AnalyzerRun
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public static CSharpCompilation Compile(References references, params string[] sources)
    {
        var parseOptions = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = sources.Prepend(ImplicitUsings).Select((source, index) => CSharpSyntaxTree.ParseText(source, parseOptions, $"/0/Test{index}.cs"));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable,
            specificDiagnosticOptions: RuleCatalog.All.ToDictionary(rule => rule.Id, _ => ReportDiagnostic.Warn));
        return CSharpCompilation.Create("Test", trees, references.Metadata, options);
    }

    /// <summary>The findings, in the order of the text. An exception of the analyzer fails the test.</summary>
    public static Task<ImmutableArray<Diagnostic>> OverAsync(References references, params string[] sources) => OverAsync(Compile(references, sources));

    /// <inheritdoc cref="OverAsync(References, string[])"/>
    public static async Task<ImmutableArray<Diagnostic>> OverAsync(
        Compilation compilation, AnalyzerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var exceptions = new ConcurrentQueue<Exception>();
        var findings = await WithAnalyzer(compilation, exceptions, options).GetAnalyzerDiagnosticsAsync(cancellationToken);
        Assert.Empty(exceptions);
        return
        [
            .. findings
                .OrderBy(finding => finding.Location.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(finding => finding.Location.SourceSpan.Start)
                .ThenBy(finding => finding.Id, StringComparer.Ordinal),
        ];
    }

    public static CompilationWithAnalyzers WithAnalyzer(Compilation compilation, ConcurrentQueue<Exception> exceptions, AnalyzerOptions? options = null) =>
        compilation.WithAnalyzers(
            [new EventConsumerAnalyzer()],
            new CompilationWithAnalyzersOptions(
                options ?? new AnalyzerOptions([]), (exception, _, _) => exceptions.Enqueue(exception), concurrentAnalysis: true, logAnalyzerExecutionTime: false));
}
