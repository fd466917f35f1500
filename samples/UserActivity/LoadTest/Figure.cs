namespace UserActivity.LoadTest;

/// <summary>One of the three figures that tell how a consumer does.</summary>
internal sealed record Figure(string Name, string Unit, Func<LoadRun.Sample, double> ValueOf)
{
    public static IReadOnlyList<Figure> All { get; } =
    [
        new("Queue depth", "logins published and not handled", sample => sample.Depth),
        new("Consumer lag", "seconds that the oldest of them has waited", sample => sample.Lag.TotalSeconds),
        new("Processing time", "milliseconds of work for a login", sample => sample.Processing.TotalMilliseconds),
    ];

    /// <summary>The value of a run at so many moments of the time that the longest run took; null once it has ended.</summary>
    public IEnumerable<double?> Over(LoadRun run, TimeSpan time, int moments)
    {
        var index = 0;
        for (var i = 0; i < moments; i++)
        {
            var at = time * i / Math.Max(1, moments - 1);
            while (index + 1 < run.Samples.Count && run.Samples[index + 1].At <= at)
                index++;
            yield return at > run.TimeToDrain + time / moments ? null : ValueOf(run.Samples[index]);
        }
    }

    /// <summary>A round number that no value is above.</summary>
    public double Top(IEnumerable<LoadRun> runs)
    {
        var most = runs.SelectMany(run => run.Samples).Select(ValueOf).DefaultIfEmpty(0).Max();
        if (most <= 0)
            return 1;

        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return new[] { 1, 1.5, 2, 3, 4, 6, 8, 10 }.Select(step => step * power).First(step => step >= most);
    }
}
