using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using EventConsumers.Performance;
using EventConsumers.RuntimeBenchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var schedules = new List<KeyedSchedules.Result>();
foreach (var keys in new[] { 1, 2, 5, 10, 20, 1000 })
    schedules.Add(await KeyedSchedules.MixedAsync(keys));
schedules.Add(await KeyedSchedules.LoginBurstAsync());

// In one process, so that both sides of a ratio see the same machine, heap and JIT.
var overhead = BenchmarkRunner.Run<PumpOverhead>(DefaultConfig.Instance.AddJob(
    Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(20)));

var section = PerformanceSection.Of(overhead, schedules);
Console.WriteLine(section);
if (!args.Contains("--print"))
    MeasuredSection.Write("pump", section);
