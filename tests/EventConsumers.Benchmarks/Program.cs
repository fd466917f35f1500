using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using EventConsumers.Benchmarks;

// dotnet run -c Release --project tests/EventConsumers.Benchmarks -- --paired [pairs]
if (args is ["--paired", ..])
{
    PairedRuns.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 300);
    return;
}

// In one process, so that both sides of a ratio see the same machine, heap and JIT.
var config = DefaultConfig.Instance
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(30).WithMinIterationCount(15));

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
