using System.Collections.Immutable;
using EventConsumers.Analyzers;
using EventConsumers.CodeFixes;
using EventConsumers.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace EventConsumers.Samples.Tests;

/// <summary>What <c>dotnet format analyzers</c> makes of the sample, run after run.</summary>
[Collection(nameof(Sample))]
public sealed class DotnetFormatTests
{
    private const int MostRuns = 4;

    private static readonly EventConsumerAnalyzer Analyzer = new();
    private static readonly ImmutableArray<CodeFixProvider> Fixes = ExportedCodeFix.In(typeof(RuleCodeFixProvider).Assembly);

    [Theory]
    [InlineData("Before")]
    [InlineData("BeforeRabbitMq6")]
    public async Task FixesEveryFindingThatHasAFix(string name)
    {
        var project = await new Sample(name).LoadAsync();
        await AssertCompilesAsync(project);
        var before = await DotnetFormat.FoundAsync(project, Analyzer);

        var runs = 0;
        for (var text = ""; text != await TextAsync(project); runs++)
        {
            Assert.True(runs < MostRuns, $"Still changing after {MostRuns} runs:{Environment.NewLine}{text}");
            text = await TextAsync(project);
            project = await DotnetFormat.RunAsync(project, Analyzer, Fixes);
            await AssertCompilesAsync(project);
        }

        var after = await DotnetFormat.FoundAsync(project, Analyzer);
        Assert.True(after.Length < before.Length, "Nothing is fixed.");

        var offered = new List<Diagnostic>();
        foreach (var finding in after)
        {
            foreach (var fix in Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(finding.Id)))
            {
                if (await DotnetFormat.FirstOfferAsync(project, fix, finding) is not null)
                    offered.Add(finding);
            }
        }

        AssertNone("Still there, though a fix is offered", offered);
    }

    private static async Task AssertCompilesAsync(Project project)
    {
        var compilation = await project.GetCompilationAsync();
        var errors = compilation!.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        AssertNone("Does not compile", errors);
    }

    private static void AssertNone(string what, IEnumerable<Diagnostic> diagnostics)
    {
        var list = string.Join(Environment.NewLine, diagnostics);
        Assert.True(list == "", $"{what}:{Environment.NewLine}{list}");
    }

    private static async Task<string> TextAsync(Project project)
    {
        var texts = await Task.WhenAll(project.Documents.Select(document => document.GetTextAsync()));
        return string.Join(Environment.NewLine, texts.Select(text => text.ToString()));
    }
}
