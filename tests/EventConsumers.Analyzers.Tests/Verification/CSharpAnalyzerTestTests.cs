using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Verification;

public class CSharpAnalyzerTestTests
{
    [Fact]
    public Task Passes_when_what_is_marked_is_reported() => Test("{|T0001:Sleep()|}; Rest(); {|T0001:Sleep()|};").RunAsync();

    [Fact]
    public Task Passes_when_nothing_is_marked_and_nothing_reported() => Test("Rest();").RunAsync();

    [Fact]
    public Task Takes_nested_markup() => Test("{|T0003:Nap({|T0001:Sleep()|})|};", "int Sleep() => 0; void Nap(int i) { }").RunAsync();

    [Fact]
    public async Task Fails_when_a_marked_diagnostic_is_missing()
    {
        var report = await Fails(Test("{|T0001:Rest()|};"));

        Assert.Contains("1 missing, 0 unexpected", report, StringComparison.Ordinal);
        Assert.Contains("Missing     /0/Test0.cs(3,16)-(3,22)  T0001 at 'Rest()'", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_when_a_diagnostic_is_not_marked()
    {
        var report = await Fails(Test("Sleep();"));

        Assert.Contains("0 missing, 1 unexpected", report, StringComparison.Ordinal);
        Assert.Contains("Unexpected  /0/Test0.cs(3,16)-(3,23) warning T0001: 'Sleep' holds the thread", report, StringComparison.Ordinal);
        Assert.Contains("{|T0001:Sleep()|};", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_when_the_span_is_another() =>
        Assert.Contains("1 missing, 1 unexpected", await Fails(Test("{|T0001:Sleep|}();")), StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_the_rule_is_another() =>
        Assert.Contains("1 missing, 1 unexpected", await Fails(Test("{|T0003:Sleep()|};")), StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_the_same_diagnostic_is_marked_twice() =>
        Assert.Contains("1 missing, 0 unexpected", await Fails(Test("{|T0001:{|T0001:Sleep()|}|};")), StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_the_source_does_not_compile() =>
        Assert.Contains("error CS0103", await Fails(Test("NoSuchMethod();")), StringComparison.Ordinal);

    [Fact]
    public Task Accepts_a_source_that_does_not_compile_when_told()
    {
        var test = Test("NoSuchMethod(); {|T0001:Sleep()|};");
        test.CompilerDiagnostics = CompilerDiagnostics.None;
        return test.RunAsync();
    }

    [Fact]
    public Task Accepts_a_marked_compiler_error() => Test("{|CS0103:NoSuchMethod|}();").RunAsync();

    [Fact]
    public Task Accepts_an_expected_compiler_error()
    {
        var test = Test("{|#0:NoSuchMethod|}();");
        test.ExpectedDiagnostics.Add(DiagnosticResult.CompilerError("CS0103").WithLocation(0));
        return test.RunAsync();
    }

    [Fact]
    public async Task Does_not_take_arguments_that_it_cannot_compare()
    {
        var test = Test("{|#0:NoSuchMethod|}();");
        test.ExpectedDiagnostics.Add(DiagnosticResult.CompilerError("CS0103").WithLocation(0).WithArguments("NoSuchMethod"));

        Assert.Contains("The analyzer has no rule CS0103", await Fails(test), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_when_the_analyzer_throws() =>
        Assert.Contains("SleepAnalyzer threw:\nSystem.InvalidOperationException: The analyzer fainted.", await Fails(Test("Faint();", "void Faint() { }")), StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_markup_is_not_closed() =>
        Assert.Contains("is not closed", await Fails(Test("{|T0001:Sleep();")), StringComparison.Ordinal);

    [Fact]
    public Task Rule_that_is_off_by_default_is_off() => Test("Snooze();").RunAsync();

    [Fact]
    public Task Rule_that_is_off_by_default_can_be_enabled()
    {
        var test = Test("{|T0002:Snooze()|}; {|T0001:Sleep()|};");
        test.EnabledDiagnostics.Add("T0002");
        return test.RunAsync();
    }

    [Fact]
    public Task Rules_under_test_turn_the_others_off()
    {
        var test = Test("[|Snooze()|]; Sleep();");
        test.OnlyDiagnostics.Add("T0002");
        return test.RunAsync();
    }

    [Fact]
    public Task Rule_can_be_disabled()
    {
        var test = Test("Sleep(); {|T0003:Nap()|};");
        test.DisabledDiagnostics.Add("T0001");
        return test.RunAsync();
    }

    [Fact]
    public async Task Fails_when_there_is_no_such_rule()
    {
        var test = Test("Sleep();");
        test.OnlyDiagnostics.Add("T9999");

        Assert.Contains("has no rule T9999", await Fails(test), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bare_markup_needs_one_rule() =>
        Assert.Contains("ambiguous", await Fails(Test("[|Sleep()|];")), StringComparison.Ordinal);

    [Fact]
    public Task Compares_severity_and_arguments_where_given()
    {
        var test = Test("{|#0:Sleep()|}; {|#1:Sleep()|};");
        test.ExpectedDiagnostics.Add(new DiagnosticResult("T0001").WithLocation(0).WithSeverity(DiagnosticSeverity.Warning).WithArguments("Sleep"));
        test.ExpectedDiagnostics.Add(new DiagnosticResult("T0001").WithSpan(3, 25, 3, 32).WithMessage("'Sleep' holds the thread"));
        return test.RunAsync();
    }

    [Fact]
    public async Task Fails_when_the_arguments_are_others()
    {
        var test = Test("{|#0:Sleep()|};");
        test.ExpectedDiagnostics.Add(new DiagnosticResult("T0001").WithLocation(0).WithArguments("Nap"));

        Assert.Contains("Missing     /0/Test0.cs(3,16)-(3,23)  T0001 at 'Sleep()': 'Nap' holds the thread", await Fails(test), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_when_the_severity_is_another()
    {
        var test = Test("{|#0:Sleep()|};");
        test.ExpectedDiagnostics.Add(new DiagnosticResult("T0001").WithLocation(0).WithSeverity(DiagnosticSeverity.Info));

        Assert.Contains("1 missing, 1 unexpected", await Fails(test), StringComparison.Ordinal);
    }

    [Fact]
    public Task Reads_the_severity_from_editorconfig()
    {
        var test = Test("Sleep(); {|T0003:Nap()|};");
        test.TestState.AnalyzerConfigFiles.Add("root = true\n[*.cs]\ndotnet_diagnostic.T0001.severity = none\n");
        return test.RunAsync();
    }

    [Fact]
    public async Task Takes_several_sources()
    {
        var test = Test("{|T0001:Sleep()|};");
        test.TestState.Sources.Add("partial class C { void M2() { {|T0003:Nap()|}; } }");
        await test.RunAsync();

        Assert.Equal(["T0001", "T0003"], test.ActualDiagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public Task Takes_top_level_statements() =>
        new CSharpAnalyzerTest<SleepAnalyzer> { TestCode = "{|T0001:Sleep()|};\nawait Task.Delay(1);\nstatic void Sleep() { }" }.RunAsync();

    [Fact]
    public Task Can_do_without_the_usual_usings() =>
        new CSharpAnalyzerTest<SleepAnalyzer> { TestCode = "class C { {|CS0246:Task|}? F; }", ImplicitUsings = false }.RunAsync();

    private static CSharpAnalyzerTest<SleepAnalyzer> Test(string statements, string? members = null) => new()
    {
        TestCode = $$"""
            partial class C
            {
                void M() { {{statements}} }
                {{members ?? "void Sleep() { } void Snooze() { } void Nap() { } void Rest() { }"}}
            }
            """,
    };

    private static async Task<string> Fails(CSharpAnalyzerTest<SleepAnalyzer> test) =>
        (await Assert.ThrowsAsync<VerificationException>(() => test.RunAsync())).Message;
}
