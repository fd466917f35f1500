namespace EventConsumers;

/// <summary>From which figures on a consumer is not healthy. A threshold that is null is not looked at.</summary>
public sealed class ConsumerHealthOptions
{
    private static readonly OptionCheck Check = new(nameof(ConsumerHealthOptions));

    /// <summary>The depth from which on the consumer is degraded. Needs <see cref="ConsumerMetrics.ObserveDepth"/>.</summary>
    public long? DegradedDepth { get; set; }

    /// <summary>The depth from which on the consumer is unhealthy. Needs <see cref="ConsumerMetrics.ObserveDepth"/>.</summary>
    public long? UnhealthyDepth { get; set; }

    /// <summary>The lag, over all partitions together, from which on the consumer is degraded. Needs a <c>ConsumerMetrics.ObserveLag</c>.</summary>
    public long? DegradedLag { get; set; }

    /// <summary>The lag, over all partitions together, from which on the consumer is unhealthy. Needs a <c>ConsumerMetrics.ObserveLag</c>.</summary>
    public long? UnhealthyLag { get; set; }

    /// <summary>The average processing time of a message from which on the consumer is degraded.</summary>
    public TimeSpan? DegradedProcessingTime { get; set; }

    /// <summary>The average processing time of a message from which on the consumer is unhealthy.</summary>
    public TimeSpan? UnhealthyProcessingTime { get; set; }

    /// <summary>
    /// For how long no handler has ended while some are running, from which on the consumer is degraded. The default is a minute;
    /// give it more than the slowest handler takes with its retries.
    /// </summary>
    public TimeSpan? DegradedStall { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>For how long no handler has ended while some are running, from which on the consumer is unhealthy. The default is 5 minutes.</summary>
    public TimeSpan? UnhealthyStall { get; set; } = TimeSpan.FromMinutes(5);

    internal void Validate()
    {
        CheckBoth(DegradedDepth, UnhealthyDepth, 1, nameof(DegradedDepth), nameof(UnhealthyDepth));
        CheckBoth(DegradedLag, UnhealthyLag, 1, nameof(DegradedLag), nameof(UnhealthyLag));
        CheckBoth(DegradedProcessingTime, UnhealthyProcessingTime, TimeSpan.FromTicks(1), nameof(DegradedProcessingTime), nameof(UnhealthyProcessingTime));
        CheckBoth(DegradedStall, UnhealthyStall, TimeSpan.FromTicks(1), nameof(DegradedStall), nameof(UnhealthyStall));
    }

    private static void CheckBoth<T>(T? degraded, T? unhealthy, T least, string degradedName, string unhealthyName)
        where T : struct, IComparable<T>
    {
        CheckAlone(degraded, least, degradedName);
        CheckAlone(unhealthy, least, unhealthyName);
        if (degraded is { } first && unhealthy is { } second && first.CompareTo(second) > 0)
            throw Check.Wrong(first, $"a consumer is degraded before it is unhealthy, so give it {unhealthyName} ({second}) or less, or null", degradedName);
    }

    private static void CheckAlone<T>(T? threshold, T least, string name)
        where T : struct, IComparable<T>
    {
        if (threshold is { } value && value.CompareTo(least) < 0)
            throw Check.Wrong(value, "even an idle consumer would reach it, so give it a value above zero, or null to leave it out", name);
    }
}
