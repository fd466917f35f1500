using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using BenchmarkDotNet.Attributes;

namespace EventConsumers.RuntimeBenchmarks;

/// <summary>What a message costs on its way through, with a handler that completes synchronously and eight workers.</summary>
[MemoryDiagnoser]
public class PumpOverhead
{
    private const int Messages = 500_000;
    private const int Workers = 8;
    private const int Capacity = 1024;

    private readonly string[] _keys = [.. Enumerable.Range(0, 1000).Select(number => $"user-{number}")];
    private readonly Channel<int> _channel = Channel.CreateBounded<int>(Capacity);
    private MessagePump<int> _unordered = null!;
    private MessagePump<int> _keyed = null!;
    private ActionBlock<int> _block = null!;
    private Task _readers = Task.CompletedTask;
    private TaskCompletionSource _done = new();
    private int _left;

    [GlobalSetup]
    public void Start()
    {
        _readers = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(ReadAsync)));
        _unordered = Pump(MessageOrder.Unordered<int>());
        _keyed = Pump(MessageOrder.ByKey<int, string>(message => _keys[message % _keys.Length]));
        _block = new ActionBlock<int>(
            _ => Count(),
            new() { MaxDegreeOfParallelism = Workers, BoundedCapacity = Capacity, EnsureOrdered = false });

        MessagePump<int> Pump(MessageOrder<int> order) => new(
            (_, _) => Handle(),
            Settlements.Each<int>((_, _) => default),
            new() { Concurrency = Workers, Capacity = Capacity, Order = order });
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        _channel.Writer.Complete();
        _block.Complete();
        await _unordered.DisposeAsync();
        await _keyed.DisposeAsync();
        await _readers;
        await _block.Completion;
    }

    [Benchmark(Baseline = true, Description = "Channel, 8 readers", OperationsPerInvoke = Messages)]
    public async Task BareChannel()
    {
        var done = Expect();
        for (var message = 0; message < Messages; message++)
            await _channel.Writer.WriteAsync(message);
        await done;
    }

    [Benchmark(Description = "MessagePump, unordered", OperationsPerInvoke = Messages)]
    public async Task Unordered()
    {
        var done = Expect();
        for (var message = 0; message < Messages; message++)
            await _unordered.WriteAsync(message);
        await done;
    }

    [Benchmark(Description = "MessagePump, 1,000 keys", OperationsPerInvoke = Messages)]
    public async Task Keyed()
    {
        var done = Expect();
        for (var message = 0; message < Messages; message++)
            await _keyed.WriteAsync(message);
        await done;
    }

    [Benchmark(Description = "Dataflow ActionBlock", OperationsPerInvoke = Messages)]
    public async Task Dataflow()
    {
        var done = Expect();
        for (var message = 0; message < Messages; message++)
            await _block.SendAsync(message);
        await done;
    }

    [Benchmark(Description = "Parallel.ForEachAsync", OperationsPerInvoke = Messages)]
    public async Task ForEach()
    {
        var done = Expect();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Messages), new ParallelOptions { MaxDegreeOfParallelism = Workers }, (_, _) => Handle());
        await done;
    }

    private async Task ReadAsync()
    {
        await foreach (var _ in _channel.Reader.ReadAllAsync())
            await Handle();
    }

    private Task Expect()
    {
        _left = Messages;
        _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _done.Task;
    }

    private ValueTask Handle()
    {
        Count();
        return default;
    }

    private void Count()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _done.SetResult();
    }
}
