using System.Diagnostics;

namespace EventConsumers.Benchmarks;

/// <summary>
/// The same comparison as <see cref="NoClientBenchmarks"/>, in pairs: an empty analyzer and ours in turn, so that what the machine does
/// meanwhile falls on both. It resolves a percent where runs of minutes, one after the other, differ by ten.
/// </summary>
internal static class PairedRuns
{
    private const int Files = 50;

    /// <summary>Prints the median of the ratios of all pairs, with the interval in which 95 of 100 such runs would have it.</summary>
    public static void Run(int pairs)
    {
        var benchmark = new NoClientBenchmarks { Files = Files };
        benchmark.Setup();
        for (var i = 0; i < 10; i++)
            _ = (Time(() => benchmark.Empty()), Time(() => benchmark.EventConsumers()));

        var ratios = new List<double>();
        for (var i = 0; i < pairs; i++)
        {
            // Who goes first has the colder caches.
            var (empty, ours) = (0.0, 0.0);
            if (i % 2 == 0)
                empty = Time(() => benchmark.Empty());
            ours = Time(() => benchmark.EventConsumers());
            if (i % 2 != 0)
                empty = Time(() => benchmark.Empty());
            ratios.Add(ours / empty);
        }

        var (low, high) = Interval(ratios);
        Console.WriteLine($"Without a client, {Files} files, {pairs} pairs: {Median(ratios):F4} of an empty analyzer's time (95 %: {low:F4} to {high:F4})");
    }

    private static double Time(Func<int> run)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    // Bootstrap: the medians of as many values, drawn from these with replacement.
    private static (double Low, double High) Interval(List<double> values)
    {
        var random = new Random(20261122);
        var medians = Enumerable.Range(0, 2000).Select(_ => Median([.. values.Select(_ => values[random.Next(values.Count)])])).Order().ToList();
        return (medians[50], medians[1949]);
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
