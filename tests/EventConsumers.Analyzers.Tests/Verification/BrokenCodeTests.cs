using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Analyzers.Tests.Verification;

public class BrokenCodeTests
{
    private const string Source = "class C { void M(bool b) { if (b) { M(false); } M(true); } }";

    [Fact]
    public void Cuts_at_the_end_and_in_the_middle_of_every_statement()
    {
        var rest = BrokenCode.Cuts(Source).Select(length => Source[..length]["class C { void M(bool b) { ".Length..]);

        Assert.Equal(
            [
                "if (b) { ",
                "if (b) { M(",
                "if (b) { M(false",
                "if (b) { M(false);",
                "if (b) { M(false); }",
                "if (b) { M(false); } M(",
                "if (b) { M(false); } M(true);",
                "if (b) { M(false); } M(true); }",
            ],
            rest);
    }

    [Fact]
    public Task Passes_when_nothing_throws() => BrokenCode.CutAtEveryStatementAsync<SleepAnalyzer>("class C { void M() { Sleep(); } }", References.None);

    [Fact]
    public async Task Fails_when_the_analyzer_throws_on_half_a_statement()
    {
        var report = await Fails(() => BrokenCode.CutAtEveryStatementAsync<ThrowsOnMissingTokens>(Source, References.None));

        Assert.Contains("A token is missing.", report, StringComparison.Ordinal);
        Assert.EndsWith("on this code:\n\nclass C { void M(bool b) { if (b) { M(", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Makes_no_cut_that_is_known()
    {
        var known = new ConcurrentDictionary<(string References, string Code), bool>();
        foreach (var half in new[] { "class C { void M(bool b) { if (b) { M(", "class C { void M(bool b) { if (b) { M(false", "class C { void M(bool b) { if (b) { M(false); } M(" })
            known[(References.None.Name, half)] = true;

        await BrokenCode.CutAtEveryStatementAsync<ThrowsOnMissingTokens>(Source, References.None, known: known);

        Assert.Equal(BrokenCode.Cuts(Source).Count, known.Count);
    }

    [Fact]
    public async Task Fails_when_the_analyzer_throws_without_references()
    {
        var report = await Fails(() => BrokenCode.CutAtEveryStatementAsync<ThrowsWithoutDotNet>(Source, References.None));

        Assert.EndsWith($"on this code:\n\n{Source}", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_when_a_fix_throws() =>
        Assert.Contains("The fix cannot.", await Fails(() => BrokenCode.CutAtEveryStatementAsync<SleepAnalyzer>("class C { void M() { Sleep(); } }", References.None, [new Throws()])), StringComparison.Ordinal);

    [Fact]
    public async Task Remembers_the_sources_that_an_analyzer_was_tested_with()
    {
        await new CSharpAnalyzerTest<ThrowsOnMissingTokens> { TestCode = "class Remembered { {|CS0246:X|} F; }", References = References.Kafka2 }.RunAsync();

        Assert.Equal([("class Remembered { X F; }", References.Kafka2)], TestedSources.Of<ThrowsOnMissingTokens>());
    }

    private static async Task<string> Fails(Func<Task> run) => (await Assert.ThrowsAsync<VerificationException>(run)).Message;

    private abstract class ThrowingAnalyzer : DiagnosticAnalyzer
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = new SleepAnalyzer().SupportedDiagnostics;

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSyntaxNodeAction(Analyze, SyntaxKind.InvocationExpression);
        }

        protected abstract void Analyze(SyntaxNodeAnalysisContext context);
    }

    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class ThrowsOnMissingTokens : ThrowingAnalyzer
    {
        protected override void Analyze(SyntaxNodeAnalysisContext context)
        {
            if (((InvocationExpressionSyntax)context.Node).ArgumentList.CloseParenToken.IsMissing)
                throw new InvalidOperationException("A token is missing.");
        }
    }

    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class ThrowsWithoutDotNet : ThrowingAnalyzer
    {
        protected override void Analyze(SyntaxNodeAnalysisContext context)
        {
            if (context.Compilation.GetSpecialType(SpecialType.System_Object).TypeKind == TypeKind.Error)
                throw new InvalidOperationException();
        }
    }

    private sealed class Throws : CodeFixProvider
    {
        public override ImmutableArray<string> FixableDiagnosticIds => ["T0001"];

        public override FixAllProvider? GetFixAllProvider() => null;

        public override Task RegisterCodeFixesAsync(CodeFixContext context) => throw new InvalidOperationException("The fix cannot.");
    }
}
