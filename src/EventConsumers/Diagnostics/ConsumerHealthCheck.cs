using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EventConsumers;

/// <summary>
/// Says whether a consumer keeps up: by the depth of its queue, its lag, its processing time, and whether it is stuck. The figures
/// are in the result's data; one that cannot be read makes the consumer degraded.
/// </summary>
/// <remarks>
/// Register it with <c>services.AddHealthChecks().AddCheck("orders", new ConsumerHealthCheck(metrics, options))</c>. Restarting a
/// consumer for its depth or lag only makes both grow: use those for readiness and alerts, and the stall for liveness.
/// </remarks>
public sealed class ConsumerHealthCheck : IHealthCheck
{
    private readonly ConsumerMetrics _metrics;
    private readonly ConsumerHealthOptions _options;

    /// <summary>Makes a health check.</summary>
    /// <param name="metrics">The consumer's figures.</param>
    /// <param name="options">The thresholds; the defaults if null.</param>
    /// <exception cref="ArgumentException">A threshold has a value that cannot work; the message says what to change.</exception>
    public ConsumerHealthCheck(ConsumerMetrics metrics, ConsumerHealthOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        _metrics = metrics;
        _options = options ?? new ConsumerHealthOptions();
        _options.Validate();
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var examination = new Examination();
        if (_metrics.ObservesDepth)
            examination.Look("depth", _metrics.ReadDepth, _options.DegradedDepth, _options.UnhealthyDepth);
        else if ((_options.DegradedDepth ?? _options.UnhealthyDepth) is not null)
            examination.Miss("depth", nameof(ConsumerMetrics.ObserveDepth));

        if (_metrics.ObservesLag)
            examination.Look("lag", _metrics.ReadLag, _options.DegradedLag, _options.UnhealthyLag);
        else if ((_options.DegradedLag ?? _options.UnhealthyLag) is not null)
            examination.Miss("lag", nameof(ConsumerMetrics.ObserveLag));

        examination.Look<int>("inFlight", () => _metrics.InFlight, null, null);
        examination.Look("processingTime", () => _metrics.AverageProcessingTime, _options.DegradedProcessingTime, _options.UnhealthyProcessingTime);
        examination.Look("stalledFor", () => _metrics.StalledFor, _options.DegradedStall, _options.UnhealthyStall);
        examination.Look("sinceLastFinished", () => _metrics.SinceLastFinished, null, null);
        return Task.FromResult(examination.Result(context?.Registration?.FailureStatus ?? HealthStatus.Unhealthy));
    }

    /// <summary>Gathers what is looked at.</summary>
    private sealed class Examination
    {
        private readonly Dictionary<string, object> _data = [];
        private readonly List<string> _complaints = [];
        private HealthStatus _status = HealthStatus.Healthy;
        private Exception? _exception;

        public void Look<T>(string figure, Func<T?> read, T? degraded, T? unhealthy)
            where T : struct, IComparable<T>
        {
            T? value;
            try
            {
                value = read();
            }
            catch (Exception exception)
            {
                _exception ??= exception;
                Complain(HealthStatus.Degraded, $"{figure} cannot be read: {exception.Message}");
                return;
            }

            if (value is not { } known)
                return;

            _data[figure] = known;
            if (unhealthy is { } second && known.CompareTo(second) >= 0)
                Complain(HealthStatus.Unhealthy, $"{figure} is {known}, unhealthy from {second}");
            else if (degraded is { } first && known.CompareTo(first) >= 0)
                Complain(HealthStatus.Degraded, $"{figure} is {known}, degraded from {first}");
        }

        public void Miss(string figure, string observe) =>
            Complain(HealthStatus.Degraded, $"{figure} has a threshold but is not observed: call ConsumerMetrics.{observe}");

        public HealthCheckResult Result(HealthStatus failureStatus) =>
            new(
                _status == HealthStatus.Unhealthy ? failureStatus : _status,
                _complaints.Count == 0 ? "The consumer keeps up." : string.Join("; ", _complaints) + ".",
                _exception,
                _data);

        private void Complain(HealthStatus status, string complaint)
        {
            _complaints.Add(complaint);
            if (status < _status)
                _status = status;
        }
    }
}
