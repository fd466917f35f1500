using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Performance;

/// <summary>What was measured, as docs/performance.md shows it.</summary>
internal static class PerformancePage
{
    public static string Table(IReadOnlyList<AnalyzerSet> sets, IReadOnlyDictionary<MeasuredProject, Measurement> results)
    {
        // The rules of a package are compared over the first generated project.
        var (first, ofFirst) = results.ElementAt(1);
        var available = sets.Where(set => set.IsAvailable).ToList();
        var text = new StringBuilder();
        var roslyn = typeof(Compilation).Assembly.GetName().Version!.ToString(3);
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured on {DateTime.UtcNow:yyyy-MM-dd} on a machine of {Environment.ProcessorCount} cores ({RuntimeInformation.OSArchitecture}) with .NET {Environment.Version} and Roslyn {roslyn}.");
        text.AppendLine();
        Row(text, ["Analyzers", "Rules", .. results.Keys.Select(project => $"{project.Name}{Size(project)}"), $"Per rule, {first.Name}"]);
        Row(text, ["---", "---:", .. results.Keys.Select(_ => "---:"), "---:"]);
        foreach (var set in available)
        {
            Row(text,
            [
                $"{set.Name} {set.Version}",
                Format($"{set.Rules}"),
                .. results.Values.Select(result => Format($"{result.Share(set):P1} ({result.Analyze[set].TotalSeconds:0.00} s)")),
                Format($"{ofFirst.Analyze[set].TotalMilliseconds / set.Rules:0.00} ms"),
            ]);
        }

        Row(text, ["Compiler alone", "", .. results.Values.Select(result => Format($"{result.Compile.TotalSeconds:0.00} s")), ""]);

        foreach (var missing in sets.Where(set => !set.IsAvailable))
        {
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"{missing.Name} {missing.Version} is not on the package feed and was not measured.");
        }

        if (results.Count == 3)
        {
            var (last, ofLast) = results.ElementAt(2);
            var own = available.Single(set => set.IsOwn);
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"From {first.Name} to {last.Name} the time of EventConsumers grows {ofLast.Analyze[own] / ofFirst.Analyze[own]:0.0} times, that of the compiler {ofLast.Compile / ofFirst.Compile:0.0} times.");
        }

        return text.ToString();
    }

    private static string Size(MeasuredProject project) => project.Name == "samples" ? Format($" ({project.Files} files)") : "";

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.AppendLine($"| {string.Join(" | ", cells)} |");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
