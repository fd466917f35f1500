using System.Diagnostics;

namespace EventConsumers.RuntimeBenchmarks;

/// <summary>How near to the shortest possible time a pump handles messages that take their time, in order per key.</summary>
internal static class KeyedSchedules
{
    public sealed record Result(string Name, TimeSpan Took, TimeSpan Bound)
    {
        public double Ratio => Took / Bound;
    }

    /// <summary>10,000 messages of 0 to 5 ms over so many keys, 100 at a time.</summary>
    public static Task<Result> MixedAsync(int keys)
    {
        var random = new Random(20261122);
        var work = Enumerable.Range(0, 10_000).Select(_ => TimeSpan.FromMilliseconds(random.Next(6))).ToArray();
        return RunAsync($"10,000 messages of 0–5 ms, {keys:N0} {(keys == 1 ? "key" : "keys")}, concurrency 100", work, keys, concurrency: 100);
    }

    /// <summary>The login burst: 1,000 events of 50 ms from 100 users.</summary>
    public static Task<Result> LoginBurstAsync() =>
        RunAsync("login burst: 1,000 events of 50 ms, 100 users, concurrency 50", Enumerable.Repeat(TimeSpan.FromMilliseconds(50), 1000).ToArray(), keys: 100, concurrency: 50);

    // A timer is late by up to a millisecond, whoever waits for it: the bound is made of the times that the handlers really took.
    private static async Task<Result> RunAsync(string name, TimeSpan[] work, int keys, int concurrency)
    {
        var ticks = new long[work.Length];
        await using var pump = new MessagePump<int>(
            async (message, cancellationToken) =>
            {
                var started = Stopwatch.GetTimestamp();
                if (work[message] > TimeSpan.Zero)
                    await Task.Delay(work[message], cancellationToken);
                ticks[message] = Stopwatch.GetTimestamp() - started;
            },
            Settlements.Each<int>((_, _) => default),
            new() { Concurrency = concurrency, Capacity = work.Length, Order = MessageOrder.ByKey<int, int>(message => message % keys), DrainTimeout = Timeout.InfiniteTimeSpan });
        var clock = Stopwatch.StartNew();
        for (var message = 0; message < work.Length; message++)
            await pump.WriteAsync(message);
        await pump.StopAsync();
        var took = clock.Elapsed;

        var longestKey = ticks.Select((time, message) => (time, message)).GroupBy(pair => pair.message % keys).Max(key => key.Sum(pair => pair.time));
        var shared = ticks.Sum() / concurrency;
        return new Result(name, took, TimeSpan.FromSeconds(Math.Max(longestKey, shared) / (double)Stopwatch.Frequency));
    }
}
