using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Testing;

/// <summary>
/// Runs an analyzer over sources with markup and compares what it reports with what the markup expects. The source must
/// compile and the analyzer must not throw. The shape is that of <c>Microsoft.CodeAnalysis.CSharp.Testing</c>.
/// </summary>
public class CSharpAnalyzerTest<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>Adds a source, with markup.</summary>
    public string TestCode
    {
        set => TestState.Sources.Add(value);
    }

    /// <summary>The files before any fix.</summary>
    public TestState TestState { get; } = new();

    /// <summary>Expected diagnostics, beside those that stand as markup in the sources.</summary>
    public List<DiagnosticResult> ExpectedDiagnostics => TestState.ExpectedDiagnostics;

    /// <summary>What the sources compile against.</summary>
    public References References { get; set; } = References.None;

    /// <summary>The rules under test. If any is named, the analyzer's other rules are off, and these are on even if off by default.</summary>
    public HashSet<string> OnlyDiagnostics { get; } = [];

    /// <summary>Rules to turn on that are off by default.</summary>
    public HashSet<string> EnabledDiagnostics { get; } = [];

    /// <summary>Rules and compiler warnings to turn off.</summary>
    public HashSet<string> DisabledDiagnostics { get; } = [];

    /// <summary>Which of the compiler's own diagnostics count.</summary>
    public CompilerDiagnostics CompilerDiagnostics { get; set; } = CompilerDiagnostics.Errors;

    /// <summary>The language of the sources: C# 11, which every supported Roslyn understands, unless a test is about newer syntax.</summary>
    public LanguageVersion LanguageVersion { get; set; } = LanguageVersion.CSharp11;

    /// <summary>Whether the usual global usings are there.</summary>
    public bool ImplicitUsings { get; set; } = true;

    /// <summary>What the analyzer reported on the test's sources, after <see cref="RunAsync"/>.</summary>
    public ImmutableArray<Diagnostic> ActualDiagnostics { get; private set; } = [];

    private protected TAnalyzer Analyzer { get; } = new();

    /// <summary>Runs the test; throws a <see cref="VerificationException"/> if it fails.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var state = Parse(TestState);
        TestedSources.Add(typeof(TAnalyzer), state, References);
        ActualDiagnostics = await VerifyAsync("Diagnostics", state, CreateProject(TestState, state), cancellationToken);
    }

    private protected ParsedState Parse(TestState state)
    {
        var rules = Analyzer.SupportedDiagnostics.Where(rule => OnlyDiagnostics.Count == 0 || OnlyDiagnostics.Contains(rule.Id)).ToList();
        return state.Parse(rules.Count == 1 ? rules[0].Id : null, id => Analyzer.SupportedDiagnostics.FirstOrDefault(rule => rule.Id == id));
    }

    private protected Project CreateProject(TestState state, ParsedState parsed)
    {
        if (parsed.Sources.IsEmpty)
            throw new VerificationException("The test has no source.");

        foreach (var id in OnlyDiagnostics.Concat(EnabledDiagnostics))
        {
            if (Analyzer.SupportedDiagnostics.All(rule => rule.Id != id))
                throw new VerificationException($"{typeof(TAnalyzer).Name} has no rule {id}.");
        }

        return TestProject.Create(state, parsed, References, LanguageVersion, ImplicitUsings);
    }

    private protected Project WithTestedRules(Project project) =>
        TestProject.WithRules(project, Analyzer, OnlyDiagnostics, EnabledDiagnostics, DisabledDiagnostics);

    private protected async Task<ImmutableArray<Diagnostic>> VerifyAsync(string what, ParsedState state, Project project, CancellationToken cancellationToken)
    {
        project = WithTestedRules(project);
        var ofCompiler = await TestProject.CompilerDiagnosticsAsync(project, CompilerDiagnostics, cancellationToken);
        var ofAnalyzer = await TestProject.AnalyzeAsync(project, Analyzer, cancellationToken);
        DiagnosticReport.Compare(what, state, [.. ofCompiler, .. ofAnalyzer]);
        return ofAnalyzer;
    }
}
