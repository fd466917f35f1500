using Microsoft.CodeAnalysis.CodeFixes;

namespace EventConsumers.Analyzers.Tests.Verification;

public class CSharpCodeFixTestTests
{
    private const string TwoCalls = "{|T0001:Sleep()|}; {|T0001:Sleep()|};";

    [Fact]
    public Task Passes_when_all_ways_give_the_fixed_code() => Test<CallRest>(TwoCalls, "Rest(); Rest();").RunAsync();

    [Fact]
    public Task Keeps_what_has_no_fix() =>
        Test<CallRest>("{|T0001:Sleep()|}; {|T0001:Sleep(1)|};", "Rest(); {|T0001:Sleep(1)|};").RunAsync();

    [Fact]
    public Task Passes_when_no_fix_is_expected_and_none_offered() => Test<CallRest>("{|T0001:Sleep(1)|};", "{|T0001:Sleep(1)|};").RunAsync();

    [Fact]
    public async Task Fails_when_no_fix_is_expected_and_one_offered() =>
        Assert.StartsWith("Fixes one by one: /0/Test0.cs is not as expected", await Fails(Test<CallRest>(TwoCalls, TwoCalls)), StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_the_fixed_code_is_another()
    {
        var report = await Fails(Test<CallRest>(TwoCalls, "Rest();  Rest();"));

        Assert.Contains("-     void M() { Rest();  Rest(); }\n+     void M() { Rest(); Rest(); }\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public Task Applies_the_fix_of_an_index()
    {
        var test = Test<CallRest>(TwoCalls, "Pause(); Pause();");
        test.CodeActionIndex = 1;
        test.CodeActionTitle = "Call 'Pause'";
        return test.RunAsync();
    }

    [Fact]
    public Task Applies_the_fix_of_an_equivalence_key()
    {
        var test = Test<CallRest>(TwoCalls, "Pause(); Pause();");
        test.CodeActionEquivalenceKey = "Pause";
        return test.RunAsync();
    }

    [Fact]
    public async Task Fails_when_the_title_is_another()
    {
        var test = Test<CallRest>(TwoCalls, "Rest(); Rest();");
        test.CodeActionTitle = "Call 'Pause'";

        Assert.Equal("The fix is called\n  Call 'Rest'\nand not\n  Call 'Pause'", await Fails(test));
    }

    [Fact]
    public async Task Fails_when_a_finding_is_missing() =>
        Assert.Contains("1 missing", await Fails(Test<CallRest>("{|T0001:Rest()|};", "Rest();")), StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_the_fix_does_not_compile() =>
        Assert.StartsWith("'Call 'NoSuchMethod'' left new compiler errors", await Fails(Test<DoesNotCompile>(TwoCalls, "NoSuchMethod(); NoSuchMethod();")), StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_the_fix_breaks_another_rule()
    {
        var test = Test<BreaksAnotherRule>(TwoCalls, "Nap(); Nap();");
        test.OnlyDiagnostics.Add("T0001");

        Assert.StartsWith("Fixes one by one: the result has diagnostics of other rules that were not there before", await Fails(test), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_when_the_fix_changes_nothing() =>
        Assert.Equal("'Call 'Sleep'' changed nothing.", await Fails(Test<ChangesNothing>(TwoCalls, TwoCalls)));

    [Fact]
    public async Task Fails_when_the_fix_is_not_exported() =>
        Assert.Contains("NotExported has no", await Fails(Test<NotExported>(TwoCalls, "Rest(); Rest();")), StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_the_fix_is_not_shared() =>
        Assert.Contains("NotShared has no [Shared]", await Fails(Test<NotShared>(TwoCalls, "Rest(); Rest();")), StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_the_fix_is_exported_for_another_language() =>
        Assert.Contains("ForVisualBasic is not exported for C#", await Fails(Test<ForVisualBasic>(TwoCalls, "Rest(); Rest();")), StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_the_fix_has_no_equivalence_key() =>
        Assert.Contains("has no equivalence key", await Fails(Test<HasNoKey>(TwoCalls, "Rest(); Rest();")), StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_there_is_no_fix_all() =>
        Assert.Equal("HasNoFixAll has no fix-all.", await Fails(Test<HasNoFixAll>(TwoCalls, "Rest(); Rest();")));

    [Fact]
    public async Task Fails_when_fix_all_gives_another_result() =>
        Assert.StartsWith("Fix all in document: /0/Test0.cs is not as expected", await Fails(Test<FixAllDiffers>(TwoCalls, "Rest(); Rest();")), StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_fix_all_leaves_some() =>
        Assert.StartsWith("Fix all in document 'Rest' left findings", await Fails(Test<FixAllStopsEarly>(TwoCalls, "Rest(); Rest();")), StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_the_fix_is_for_another_rule() =>
        Assert.Contains("CallRest fixes T0001: the test expects none of these", await Fails(Test<CallRest>("{|T0003:Nap()|};", "Rest();")), StringComparison.Ordinal);

    [Fact]
    public Task Fixes_several_sources()
    {
        var test = Test<CallRest>(TwoCalls, "Rest(); Rest();");
        test.TestState.Sources.Add("partial class C { void M2() { {|T0001:Sleep()|}; } }");
        test.FixedState.Sources.Add("partial class C { void M2() { Rest(); } }");
        return test.RunAsync();
    }

    private static CSharpCodeFixTest<SleepAnalyzer, TFix> Test<TFix>(string statements, string fixedStatements)
        where TFix : CodeFixProvider => new() { TestCode = Source(statements), FixedCode = Source(fixedStatements) };

    private static string Source(string statements) => $$"""
        partial class C
        {
            void M() { {{statements}} }
            void Sleep(int i) { }
            void Sleep() { }
            void Nap() { }
            void Rest() { }
            void Pause() { }
        }
        """;

    private static async Task<string> Fails<TFix>(CSharpCodeFixTest<SleepAnalyzer, TFix> test)
        where TFix : CodeFixProvider => (await Assert.ThrowsAsync<VerificationException>(() => test.RunAsync())).Message;
}
