using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace EventConsumers.Analyzers.Tests;

/// <summary>The calls that rule tests are written with. Each fails with a report of what was found instead.</summary>
internal static class Verify
{
    /// <summary>
    /// The rules marked in the source, and those named in <paramref name="alsoOn"/>, report exactly what the markup says.
    /// The other rules are off. Returns what was reported, in the order of the text.
    /// </summary>
    public static async Task<ImmutableArray<Diagnostic>> FindsAsync(References references, string markup, params string[] alsoOn)
    {
        var test = new CSharpAnalyzerTest<EventConsumerAnalyzer> { TestCode = markup, References = references };
        test.OnlyDiagnostics.UnionWith(MarkedRules.In(markup));
        test.OnlyDiagnostics.UnionWith(alsoOn);
        if (MarkedRules.In(markup).Count == 0)
            throw new VerificationException("The source marks no finding: use SilentAsync for a source that has none.");
        await test.RunAsync();
        return test.ActualDiagnostics;
    }

    /// <summary>These rules report nothing. Without <paramref name="rules"/>: none of the rules that are on by default does.</summary>
    public static Task SilentAsync(References references, string source, params string[] rules)
    {
        var test = new CSharpAnalyzerTest<EventConsumerAnalyzer> { TestCode = source, References = references };
        test.OnlyDiagnostics.UnionWith(rules);
        return test.RunAsync();
    }

    /// <summary>The same with a file among the project's AdditionalFiles, which may be marked too.</summary>
    public static async Task<ImmutableArray<Diagnostic>> FindsAsync(References references, (string Path, string Content) file, string markup, params string[] alsoOn)
    {
        var test = new CSharpAnalyzerTest<EventConsumerAnalyzer> { TestCode = markup, References = references };
        test.TestState.AdditionalFiles.Add(file);
        var marked = MarkedRules.In(markup + file.Content);
        test.OnlyDiagnostics.UnionWith(marked);
        test.OnlyDiagnostics.UnionWith(alsoOn);
        if (marked.Count == 0)
            throw new VerificationException("Nothing marks a finding: use SilentAsync where there is none.");
        await test.RunAsync();
        return test.ActualDiagnostics;
    }

    /// <summary>The same with a file among the project's AdditionalFiles.</summary>
    public static Task SilentAsync(References references, (string Path, string Content) file, string source, params string[] rules)
    {
        var test = new CSharpAnalyzerTest<EventConsumerAnalyzer> { TestCode = source, References = references };
        test.TestState.AdditionalFiles.Add(file);
        test.OnlyDiagnostics.UnionWith(rules);
        return test.RunAsync();
    }

    /// <summary>The rule reports exactly what the markup says, which may be nothing: for a theory with both kinds of cases.</summary>
    public static Task ReportsAsync(string rule, References references, string markup) =>
        MarkedRules.In(markup).Count == 0 ? SilentAsync(references, markup, rule) : FindsAsync(references, markup, rule);

    /// <summary>
    /// The marked findings are there, and fixing them (one by one, by document, by project) gives <paramref name="fixedSource"/>:
    /// it compiles, has none of these findings, and no new one of any rule but those that it is said to leave to do.
    /// Findings without a fix stay marked in it.
    /// </summary>
    public static Task FixesAsync<TFix>(
        References references, string markup, string fixedSource, string? title = null, int index = 0, IReadOnlyCollection<string>? leaves = null)
        where TFix : CodeFixProvider => Fix<TFix>(references, markup, fixedSource, title, index, leaves).RunAsync();

    /// <summary>The same with a file among the project's AdditionalFiles.</summary>
    public static Task FixesAsync<TFix>(References references, (string Path, string Content) file, string markup, string fixedSource, string? title = null)
        where TFix : CodeFixProvider
    {
        var test = Fix<TFix>(references, markup, fixedSource, title, 0, null);
        test.TestState.AdditionalFiles.Add(file);
        return test.RunAsync();
    }

    /// <summary>The marked findings are there, and no fix is offered for any.</summary>
    public static Task OffersNoFixAsync<TFix>(References references, string markup)
        where TFix : CodeFixProvider => FixesAsync<TFix>(references, markup, markup);

    /// <summary>The same with a file among the project's AdditionalFiles.</summary>
    public static Task OffersNoFixAsync<TFix>(References references, (string Path, string Content) file, string markup)
        where TFix : CodeFixProvider => FixesAsync<TFix>(references, file, markup, markup);

    private static CSharpCodeFixTest<EventConsumerAnalyzer, TFix> Fix<TFix>(
        References references, string markup, string fixedSource, string? title, int index, IReadOnlyCollection<string>? leaves)
        where TFix : CodeFixProvider
    {
        var test = new CSharpCodeFixTest<EventConsumerAnalyzer, TFix>
        {
            TestCode = markup,
            FixedCode = fixedSource,
            References = references,
            CodeActionIndex = index,
            CodeActionTitle = title,
        };
        test.OnlyDiagnostics.UnionWith(MarkedRules.In(markup));
        test.DisabledDiagnostics.UnionWith(leaves ?? []);
        return test;
    }
}
