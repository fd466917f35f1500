namespace EventConsumers;

/// <summary>What a consumer does just now, kept up to date by each message: how many, how long, since when.</summary>
internal sealed class ProcessingFigures
{
    // A message counts for a thirty-second of the average: it follows within a hundred messages.
    private const double Weight = 1.0 / 32;
    private static readonly TimeSpan AverageHolds = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private long _busySince;
    private long _lastFinished;
    private double _average = double.NaN;
    private int _inFlight;

    public ProcessingFigures(TimeProvider time)
    {
        _time = time;
        _busySince = _lastFinished = time.GetTimestamp();
    }

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>How long ago the last message finished; null if none has.</summary>
    public TimeSpan? SinceLastFinished => HasFinishedOne ? _time.GetElapsedTime(Volatile.Read(ref _lastFinished)) : null;

    /// <summary>The moving average; null if no message has finished, or none is in flight and the last one is a minute ago.</summary>
    public TimeSpan? AverageProcessingTime =>
        HasFinishedOne && (InFlight > 0 || SinceLastFinished <= AverageHolds)
            ? TimeSpan.FromSeconds(Volatile.Read(ref _average))
            : null;

    /// <summary>For how long messages have been in flight without one finishing; zero if none is in flight.</summary>
    public TimeSpan StalledFor =>
        InFlight == 0 ? TimeSpan.Zero : _time.GetElapsedTime(Math.Max(Volatile.Read(ref _busySince), Volatile.Read(ref _lastFinished)));

    private bool HasFinishedOne => !double.IsNaN(Volatile.Read(ref _average));

    /// <summary>Takes note that a message's handler starts; returns what <see cref="Finish"/> needs.</summary>
    public long Start()
    {
        var now = _time.GetTimestamp();
        if (Interlocked.Increment(ref _inFlight) == 1)
            Volatile.Write(ref _busySince, now);
        return now;
    }

    /// <summary>Takes note that a handler has ended, and says how long it took.</summary>
    public TimeSpan Finish(long started)
    {
        var now = _time.GetTimestamp();
        var took = _time.GetElapsedTime(started, now);
        Volatile.Write(ref _lastFinished, now);

        // Threads may overwrite each other's share; an average can do without it, and a lock would cost more than the rest.
        var average = Volatile.Read(ref _average);
        Volatile.Write(ref _average, double.IsNaN(average) ? took.TotalSeconds : average + (took.TotalSeconds - average) * Weight);
        Interlocked.Decrement(ref _inFlight);
        return took;
    }
}
