using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using BenchmarkDotNet.Reports;

namespace EventConsumers.RuntimeBenchmarks;

/// <summary>What was measured, as it stands between the markers of docs/performance.md.</summary>
internal static class PerformanceSection
{
    private const string Begin = "<!-- pump: begin -->";
    private const string End = "<!-- pump: end -->";

    public static string Of(Summary overhead, IReadOnlyList<KeyedSchedules.Result> schedules)
    {
        var text = new StringBuilder();
        Line($"Measured on {DateTime.UtcNow:yyyy-MM-dd} on a machine of {Environment.ProcessorCount} cores ({RuntimeInformation.OSArchitecture}) with .NET {Environment.Version}.");
        Line($"");
        Line($"| A handler that completes synchronously, 8 workers | Per message | By the channel's | Allocated per message |");
        Line($"| --- | ---: | ---: | ---: |");
        var bare = overhead.Reports.Single(report => overhead.IsBaseline(report.BenchmarkCase)).ResultStatistics!.Median;
        foreach (var report in overhead.Reports)
        {
            var median = report.ResultStatistics!.Median;
            var allocated = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
            Line($"| {report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')} | {median:0} ns | {median / bare:0.00} | {allocated} B |");
        }

        Line($"");
        Line($"| Handlers that take their time | Took | Shortest possible | Ratio |");
        Line($"| --- | ---: | ---: | ---: |");
        foreach (var schedule in schedules)
            Line($"| {schedule.Name} | {schedule.Took.TotalSeconds:0.00} s | {schedule.Bound.TotalSeconds:0.00} s | {schedule.Ratio:0.000} |");
        return text.ToString();

        void Line(FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
    }

    public static void Write(string section)
    {
        var directory = typeof(PerformanceSection).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "ProjectDirectory").Value!;
        var path = Path.GetFullPath(Path.Combine(directory, "../../docs/performance.md"));
        var page = File.ReadAllText(path);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
            throw new InvalidOperationException($"{path} has no '{Begin}' and '{End}'.");
        File.WriteAllText(path, $"{page[..(begin + Begin.Length)]}\n\n{section}\n{page[end..]}");
        Console.WriteLine($"Written to {path}");
    }
}
