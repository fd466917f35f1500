using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using EventConsumers.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Benchmarks;

/// <summary>Compiles a project with an empty analyzer and with ours. The ratio is what our package adds to a build.</summary>
public abstract class AnalyzerBenchmarks
{
    private Compilation _compilation = null!;

    /// <summary>The number of files in the project.</summary>
    [Params(200)]
    public int Files { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _compilation = Create(Files);
        var errors = _compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0)
            throw new InvalidOperationException($"The generated project does not compile: {errors[0]}");
    }

    [Benchmark(Baseline = true)]
    public int Empty() => Analyze(new EmptyAnalyzer());

    [Benchmark]
    public int EventConsumers() => Analyze(new EventConsumerAnalyzer());

    private protected abstract Compilation Create(int files);

    private int Analyze(DiagnosticAnalyzer analyzer)
    {
        // A fresh compilation: nothing is bound yet, as in a build.
        var compilation = _compilation.Clone();
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: Rethrow, concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        return new CompilationWithAnalyzers(compilation, ImmutableArray.Create(analyzer), options)
            .GetAllDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult().Length;
    }

    private static void Rethrow(Exception exception, DiagnosticAnalyzer analyzer, Diagnostic diagnostic) =>
        throw new InvalidOperationException($"{analyzer} failed.", exception);
}

/// <summary>A project that references no messaging client: ours may add at most 1 %.</summary>
public class NoClientBenchmarks : AnalyzerBenchmarks
{
    private protected override Compilation Create(int files) => GeneratedProject.WithoutClient(files);
}

/// <summary>A project in which one file in ten holds a RabbitMQ consumer.</summary>
public class ClientBenchmarks : AnalyzerBenchmarks
{
    private protected override Compilation Create(int files) => GeneratedProject.WithClient(files, consumerEvery: 10);
}
