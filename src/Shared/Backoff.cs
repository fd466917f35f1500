namespace EventConsumers;

/// <summary>Pauses that double with each failure.</summary>
internal static class Backoff
{
    // Doubled so often, a tick is longer than any pause; oftener, it would be no number any more.
    private const int MostDoublings = 62;

    /// <summary>The pause after so many failures, 1 or more.</summary>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest) =>
        TimeSpan.FromTicks((long)Math.Min(first.Ticks * Math.Pow(2, Math.Min(failures - 1, MostDoublings)), longest.Ticks));
}
