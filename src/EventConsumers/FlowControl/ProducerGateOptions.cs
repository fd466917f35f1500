using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventConsumers;

/// <summary>When a <see cref="ProducerGate"/> closes and opens.</summary>
public sealed class ProducerGateOptions
{
    private static readonly OptionCheck Check = new(nameof(ProducerGateOptions));

    /// <summary>The depth from which on the gate is closed. The default is 10,000.</summary>
    public long HighWaterMark { get; set; } = 10_000;

    /// <summary>The depth down to which a closed gate stays closed; half of <see cref="HighWaterMark"/> if null, which is the default.</summary>
    public long? LowWaterMark { get; set; }

    /// <summary>
    /// How long to wait between two measurements. The default is a second. Producers are not held up meanwhile: what they can send
    /// in this time comes on top of <see cref="HighWaterMark"/>.
    /// </summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a measurement may take before it counts as failed. The default is 10 seconds.</summary>
    public TimeSpan MeasurementTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Measures time. The default is the system's clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where opening, closing and failed measurements are logged. The default is nowhere.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    internal long OpensAt => LowWaterMark ?? HighWaterMark / 2;

    internal void Validate()
    {
        if (HighWaterMark < 1)
            throw Check.Wrong(HighWaterMark, "an empty queue would reach it, so give it the depth at which producers are to pause, 1 or more");
        if (LowWaterMark is { } low && (low < 0 || low >= HighWaterMark))
            throw Check.Wrong(LowWaterMark, $"give it zero or more and less than HighWaterMark ({HighWaterMark}), or null for half of that");
        if (Interval < TimeSpan.FromMilliseconds(1) || Interval > TimeSpan.FromDays(1))
            throw Check.Wrong(Interval, "give it 1 ms to a day");
        if (MeasurementTimeout < TimeSpan.FromMilliseconds(1) || MeasurementTimeout > TimeSpan.FromDays(1))
            throw Check.Wrong(MeasurementTimeout, "give it 1 ms to a day");
        Check.NotNull(TimeProvider);
        Check.NotNull(Logger);
    }
}
