using System.Runtime.InteropServices;
using System.Text;
using BenchmarkDotNet.Reports;

namespace EventConsumers.RuntimeBenchmarks;

/// <summary>What was measured, as docs/performance.md shows it.</summary>
internal static class PerformanceSection
{
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
}
