using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit.Abstractions;

namespace EventConsumers.Analyzers.Tests.Robustness.RandomPrograms;

/// <summary>
/// Random handlers: what the rules about the order of settling and work report is what a walk over every path finds. A longer run:
/// <c>EVENTCONSUMERS_RANDOM_PROGRAMS=100000</c>, and <c>EVENTCONSUMERS_RANDOM_SEED</c> for other programs.
/// </summary>
public sealed partial class SettleOrderTests(ITestOutputHelper output)
{
    private const int Batch = 250;

    private static readonly string[] Rules = ["EVC1001", "EVC1004"];

    public static TheoryData<string> Forms => [.. HandlerForm.All.Select(form => form.Name)];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Rules_and_paths_agree(string name)
    {
        var form = HandlerForm.All.Single(form => form.Name == name);
        var count = Setting("EVENTCONSUMERS_RANDOM_PROGRAMS", 3000) / HandlerForm.All.Count;
        var seed = (ulong)Setting("EVENTCONSUMERS_RANDOM_SEED", 20261122);
        var (compared, reported) = (0, 0);

        for (var start = 0; start < count; start += Batch)
        {
            var batch = ProgramGenerator.Of(form).Sample(Math.Min(Batch, count - start), new Rnd(seed + (ulong)start), size: 10).Where(IsAllAlive).ToList();
            var found = await FindAsync(form, batch);
            for (var i = 0; i < batch.Count; i++)
            {
                var expected = Expected(form, batch[i]);
                if (!expected.SequenceEqual(found[i]))
                    await FailAsync(form, batch[i], seed + (ulong)start);
                compared++;
                reported += expected.Count;
            }
        }

        output.WriteLine($"{form.Name}: {compared} programs compared, {reported} findings, seeds from {seed}");
        Assert.True(compared > count * 2 / 5 && reported > count / 10, $"Only {compared} of {count} programs were compared, with {reported} findings.");
    }

    // Of code that no path reaches nothing is claimed.
    private static bool IsAllAlive(Block program)
    {
        var settles = Shape.All(program).Where(statement => statement is Settle or Work or Log or OtherWork or Refuse).ToList();
        return settles.Exists(statement => statement is Settle) && HandlerForm.All.All(form =>
        {
            var walk = new EarlySettleWalk(program);
            walk.Walk(program, form);
            return settles.TrueForAll(walk.Reached.Contains);
        });
    }

    private static List<string> Expected(HandlerForm form, Block program)
    {
        var early = new EarlySettleWalk(program);
        early.Walk(program, form);
        var failed = FailureSettleWalk.In(program, form).Except(early.Early);
        return [.. early.Early.Select(number => $"EVC1001 {number}").Concat(failed.Select(number => $"EVC1004 {number}")).Order(StringComparer.Ordinal)];
    }

    private static async Task<List<string>[]> FindAsync(HandlerForm form, IReadOnlyList<Block> programs)
    {
        var source = CSharpText.Of(form, programs);
        var compilation = AnalyzerRun.Compile(form.References, source);
        Assert.True(Compiles(compilation), $"A program does not compile:\n{source}");
        var severities = compilation.Options.SpecificDiagnosticOptions.Keys.ToDictionary(id => id, id => Rules.Contains(id) ? ReportDiagnostic.Warn : ReportDiagnostic.Suppress);
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(severities));

        var lines = source.Split('\n');
        var found = programs.Select(_ => new List<string>()).ToArray();
        foreach (var finding in await AnalyzerRun.OverAsync(compilation))
        {
            var line = finding.Location.GetLineSpan().StartLinePosition.Line;
            var program = int.Parse(ProgramName().Match(lines.Take(line).Last(text => ProgramName().IsMatch(text))).Groups[1].Value, CultureInfo.InvariantCulture);
            found[program].Add($"{finding.Id} {SettleNumber().Match(lines[line]).Groups[1].Value}");
        }

        foreach (var findings in found)
            findings.Sort(StringComparer.Ordinal);
        return found;
    }

    private static bool Compiles(Compilation compilation) =>
        !compilation.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private static async Task FailAsync(HandlerForm form, Block program, ulong seed)
    {
        var smallest = await Shrinking.SmallestAsync(program, async smaller =>
            IsAllAlive(smaller) && Compiles(AnalyzerRun.Compile(form.References, CSharpText.Of(form, smaller))) && !Expected(form, smaller).SequenceEqual((await FindAsync(form, [smaller]))[0]));
        var found = (await FindAsync(form, [smallest]))[0];
        var text = CSharpSyntaxTree.ParseText(CSharpText.Of(form, smallest)).GetRoot().NormalizeWhitespace().ToFullString();
        Assert.Fail($"Seed {seed}. The paths say [{string.Join(", ", Expected(form, smallest))}], the rules say [{string.Join(", ", found)}]:\n{text}");
    }

    private static int Setting(string name, int byDefault) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : byDefault;

    [GeneratedRegex(@"public void Program(\d+)\(")]
    private static partial Regex ProgramName();

    [GeneratedRegex(@"// settle (\d+)")]
    private static partial Regex SettleNumber();
}
