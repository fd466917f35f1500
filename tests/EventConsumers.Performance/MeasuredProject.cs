using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Performance;

/// <summary>Some compilations, and how long compiler and analyzers take for them on one thread.</summary>
internal sealed class MeasuredProject(string name, ImmutableArray<Compilation> compilations, int rounds)
{
    public string Name { get; } = name;

    public int Rounds { get; } = rounds;

    public int Files => compilations.Sum(compilation => compilation.SyntaxTrees.Count());

    public void MustCompile()
    {
        var error = compilations.SelectMany(compilation => compilation.GetDiagnostics()).FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        if (error is not null)
            throw new InvalidOperationException($"{Name} does not compile: {error}");
    }

    public Measurement Measure(IReadOnlyList<AnalyzerSet> sets, int rounds) => Measure(sets, rounds, rounds);

    /// <summary>In each round the compiler and every set of analyzers take their turns, each round in another order; the medians count.</summary>
    public Measurement Measure(IReadOnlyList<AnalyzerSet> sets, int rounds, int roundsOfOthers)
    {
        var compile = new List<TimeSpan>();
        var analyze = sets.ToDictionary(set => set, _ => new List<TimeSpan>());
        for (var round = 0; round < rounds; round++)
        {
            Console.WriteLine($"{Name}, round {round + 1} of {rounds}");
            compile.Add(CompileTime());
            for (var i = 0; i < sets.Count; i++)
            {
                var set = sets[(round + i) % sets.Count];
                if (round < roundsOfOthers || set.IsOwn)
                    analyze[set].Add(AnalyzerTime(set));
            }
        }

        return new Measurement(Median(compile), analyze.ToDictionary(set => set.Key, set => Median(set.Value)));
    }

    // A clone has nothing bound yet, as in a build.
    private TimeSpan CompileTime() => Sum(compilation =>
    {
        var watch = Stopwatch.StartNew();
        compilation.GetDiagnostics();
        return watch.Elapsed;
    });

    // What Roslyn says that the analyzers have taken: what they look up and bind themselves is in it, what the compiler binds for any analyzer is not.
    private TimeSpan AnalyzerTime(AnalyzerSet set) => Sum(compilation =>
    {
        var on = compilation.Options.WithSpecificDiagnosticOptions(set.RuleIds.ToDictionary(id => id, _ => ReportDiagnostic.Warn));
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
        var result = new CompilationWithAnalyzers(compilation.WithOptions(on), set.Analyzers, options)
            .GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult();
        return result.AnalyzerTelemetryInfo.Values.Aggregate(TimeSpan.Zero, (sum, telemetry) => sum + telemetry.ExecutionTime);
    });

    private TimeSpan Sum(Func<Compilation, TimeSpan> measure)
    {
        var sum = TimeSpan.Zero;
        foreach (var compilation in compilations)
        {
            GC.Collect();
            sum += measure(compilation.Clone());
        }

        return sum;
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);
}

/// <summary>The time to bind the code, and what each set of analyzers takes beside it.</summary>
internal sealed record Measurement(TimeSpan Compile, IReadOnlyDictionary<AnalyzerSet, TimeSpan> Analyze)
{
    public double Share(AnalyzerSet set) => Analyze[set] / Compile;
}
