using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// In one process, so that both sides of a ratio see the same machine, heap and JIT.
var config = DefaultConfig.Instance
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(30).WithMinIterationCount(15));

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
