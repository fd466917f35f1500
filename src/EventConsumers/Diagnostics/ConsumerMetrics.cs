using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EventConsumers;

/// <summary>
/// Metrics and traces of one consumer, named as OpenTelemetry's conventions for messaging say:
/// <c>messaging.process.duration</c> and <c>messaging.client.consumed.messages</c>, an activity for each message, and what the
/// conventions lack: <c>eventconsumers.queue.depth</c>, <c>eventconsumers.consumer.lag</c>, <c>eventconsumers.inflight</c>,
/// <c>eventconsumers.duplicates</c> and <c>eventconsumers.deadlettered</c>. It also keeps what a
/// <see cref="ConsumerHealthCheck"/> looks at.
/// </summary>
/// <remarks>Collect them with <c>AddMeter(ConsumerMetrics.MeterName)</c> and <c>AddSource(ConsumerMetrics.ActivitySourceName)</c>.</remarks>
public sealed class ConsumerMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "EventConsumers";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "EventConsumers";

    private static readonly string? Version = typeof(ConsumerMetrics).Assembly.GetName().Version?.ToString(3);

    private readonly ProcessingFigures _figures;
    private readonly KeyValuePair<string, object?>[] _source;
    private readonly KeyValuePair<string, object?>[] _operation;
    private readonly KeyValuePair<string, object?>[] _activity;
    private readonly string _activityName;
    private readonly Meter? _ownMeter;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _deadLettered;
    private Func<long?>? _depth;
    private Func<IEnumerable<PartitionLag>>? _partitionLag;
    private Func<long?>? _lag;
    private Func<long?>? _inFlight;
    private volatile bool _isDisposed;

    /// <summary>Makes the metrics of a consumer.</summary>
    /// <param name="system">The broker, as the conventions name it: <c>kafka</c>, <c>rabbitmq</c>, <c>aws_sqs</c>, <c>servicebus</c>.</param>
    /// <param name="destination">The queue or topic that is consumed.</param>
    /// <param name="consumerGroup">The consumer group, where the broker has them.</param>
    /// <param name="meterFactory">Makes the meter, such as the host's; if null, this object has one of its own.</param>
    /// <param name="timeProvider">Measures time; the system's clock if null.</param>
    public ConsumerMetrics(
        string system, string destination, string? consumerGroup = null, IMeterFactory? meterFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(system);
        ArgumentException.ThrowIfNullOrWhiteSpace(destination);
        _figures = new ProcessingFigures(timeProvider ?? TimeProvider.System);
        _source = consumerGroup is null
            ? [new("messaging.system", system), new("messaging.destination.name", destination)]
            : [new("messaging.system", system), new("messaging.destination.name", destination), new("messaging.consumer.group.name", consumerGroup)];
        _operation = [.. _source, new("messaging.operation.name", "process")];
        _activity = [.. _operation, new("messaging.operation.type", "process")];
        _activityName = $"process {destination}";

        var meter = meterFactory?.Create(new MeterOptions(MeterName) { Version = Version }) ?? (_ownMeter = new Meter(MeterName, Version));
        _duration = CreateDuration(meter);
        _consumed = meter.CreateCounter<long>(
            "messaging.client.consumed.messages", "{message}", "Number of messages that were delivered to the application.");
        _duplicates = meter.CreateCounter<long>("eventconsumers.duplicates", "{message}", "Number of messages skipped because they had been handled before.");
        _deadLettered = meter.CreateCounter<long>("eventconsumers.deadlettered", "{message}", "Number of messages that were dead-lettered.");
        meter.CreateObservableGauge("eventconsumers.queue.depth", () => Measured(_depth), "{message}", "Number of messages that wait in the queue.");
        meter.CreateObservableGauge("eventconsumers.consumer.lag", MeasuredLag, "{message}", "Number of messages that the consumer is behind.");
        meter.CreateObservableUpDownCounter(
            "eventconsumers.inflight", () => Measured(_inFlight ?? (() => InFlight)), "{message}", "Number of messages received and not yet handled.");
    }

    /// <summary>How many handlers made by <see cref="Measure"/> run just now.</summary>
    public int InFlight => _figures.InFlight;

    /// <summary>
    /// How long handlers have taken of late: a moving average over about the last hundred messages. Null before the first one,
    /// and when nothing has been handled for a minute.
    /// </summary>
    public TimeSpan? AverageProcessingTime => _figures.AverageProcessingTime;

    /// <summary>How long ago the last handler ended; null if none has.</summary>
    public TimeSpan? SinceLastFinished => _figures.SinceLastFinished;

    /// <summary>For how long handlers have been running without one of them ending; zero if none runs.</summary>
    public TimeSpan StalledFor => _figures.StalledFor;

    internal static ActivitySource Activities { get; } = new(ActivitySourceName, Version);

    internal bool ObservesDepth => _depth is not null;

    internal bool ObservesLag => _lag is not null || _partitionLag is not null;

    /// <summary>
    /// Puts measuring round a handler: duration and number of messages, with <c>error.type</c> if it throws, and an activity whose
    /// link is the producer's trace. Put it round retries, so that a message counts once.
    /// </summary>
    /// <remarks>Allocates nothing while nobody listens to the activities.</remarks>
    /// <typeparam name="TMessage">The client's type of a message.</typeparam>
    /// <param name="handler">Does the work for one message.</param>
    /// <param name="metadata">Reads a message's id and trace context.</param>
    public Func<TMessage, CancellationToken, ValueTask> Measure<TMessage>(
        Func<TMessage, CancellationToken, ValueTask> handler, MessageMetadata<TMessage> metadata)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(metadata);
        return new MeasuredHandler<TMessage>(this, handler, metadata).HandleAsync;
    }

    /// <summary>Reports how many messages wait: in the queue, or in a pump. Replaces an earlier function.</summary>
    /// <param name="depth">Reads the number; null while it is not known. Called whenever metrics are collected or health is checked: it must return at once.</param>
    public void ObserveDepth(Func<long?> depth)
    {
        ArgumentNullException.ThrowIfNull(depth);
        _depth = depth;
    }

    /// <summary>Reports how many messages the consumer is behind. Replaces an earlier function.</summary>
    /// <param name="lag">Reads the number; null while it is not known. It must return at once.</param>
    public void ObserveLag(Func<long?> lag)
    {
        ArgumentNullException.ThrowIfNull(lag);
        _lag = lag;
        _partitionLag = null;
    }

    /// <summary>
    /// Reports how many messages the consumer is behind in each partition, as <c>messaging.destination.partition.id</c>. Replaces
    /// an earlier function.
    /// </summary>
    /// <param name="lag">Reads the numbers; none while they are not known. It must return at once.</param>
    public void ObserveLag(Func<IEnumerable<PartitionLag>> lag)
    {
        ArgumentNullException.ThrowIfNull(lag);
        _partitionLag = lag;
        _lag = null;
    }

    /// <summary>
    /// Reports how many messages have been received and not yet handled, such as a pump's
    /// <see cref="MessagePump{TMessage}.Count"/>. Without it <see cref="InFlight"/> is reported.
    /// </summary>
    /// <param name="inFlight">Reads the number; null while it is not known. It must return at once.</param>
    public void ObserveInFlight(Func<long?> inFlight)
    {
        ArgumentNullException.ThrowIfNull(inFlight);
        _inFlight = inFlight;
    }

    /// <summary>Counts a message that was dead-lettered.</summary>
    /// <param name="cause">What the handler threw, for <c>error.type</c>; null if the message was dead-lettered for another reason.</param>
    public void CountDeadLettered(Exception? cause = null)
    {
        if (!_deadLettered.Enabled)
            return;

        try
        {
            _deadLettered.Add(1, cause is null ? _source : WithError(_source, cause));
        }
        catch (Exception)
        {
            // See Finish.
        }
    }

    /// <summary>Counts a message that was skipped because it had been handled before.</summary>
    public void CountDuplicate()
    {
        try
        {
            _duplicates.Add(1, _source);
        }
        catch (Exception)
        {
            // See Finish.
        }
    }

    /// <summary>Ends the meter that this object made; one from a factory reports nothing of this consumer any more.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _ownMeter?.Dispose();
        (_depth, _lag, _partitionLag, _inFlight) = (null, null, null, null);
    }

    internal long Start() => _figures.Start();

    internal void Finish(long started, Activity? activity, Exception? exception)
    {
        var took = _figures.Finish(started);

        try
        {
            // The conventions want the same duration in both. Its listeners are told of its end here.
            activity?.SetEndTime(activity.StartTimeUtc + took);
            activity?.Stop();
            if (!_duration.Enabled && !_consumed.Enabled)
                return;

            var tags = exception is null ? _operation : WithError(_operation, exception);
            _duration.Record(took.TotalSeconds, tags);
            _consumed.Add(1, tags);
        }
        catch (Exception)
        {
            // A listener has thrown. The message was handled, or failed for a reason of its own, whatever becomes of its figures.
        }
    }

    internal Activity? StartActivity(ActivityContext producer)
    {
        try
        {
            return Activities.StartActivity(
                ActivityKind.Consumer,
                tags: _activity,
                links: producer.TraceId == default ? null : [new ActivityLink(producer)],
                name: _activityName);
        }
        catch (Exception)
        {
            // See Finish.
            return null;
        }
    }

    internal static string ErrorType(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;

    /// <summary>Reads the depth; null if it is not known.</summary>
    internal long? ReadDepth() => _depth?.Invoke();

    /// <summary>Reads the lag, that of all partitions together; null if it is not known.</summary>
    internal long? ReadLag()
    {
        if (_partitionLag is not { } read)
            return _lag?.Invoke();

        long? sum = null;
        foreach (var partition in read())
            sum = (sum ?? 0) + partition.Lag;
        return sum;
    }

    private static Histogram<double> CreateDuration(Meter meter)
    {
        const string name = "messaging.process.duration";
        const string description = "Duration of processing operation.";
#if NET9_0_OR_GREATER
        // The conventions' own: the default ones of exporters are made for milliseconds.
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };
        return meter.CreateHistogram(name, "s", description, tags: null, advice);
#else
        return meter.CreateHistogram<double>(name, "s", description);
#endif
    }

    private static KeyValuePair<string, object?>[] WithError(KeyValuePair<string, object?>[] tags, Exception exception) =>
        [.. tags, new("error.type", ErrorType(exception))];

    private IEnumerable<Measurement<long>> Measured(Func<long?>? read) =>
        !_isDisposed && read?.Invoke() is { } value ? [new Measurement<long>(value, _source)] : [];

    private IEnumerable<Measurement<long>> MeasuredLag() =>
        _partitionLag is { } read && !_isDisposed
            ? read().Select(partition => new Measurement<long>(
                partition.Lag, [.. _source, new KeyValuePair<string, object?>("messaging.destination.partition.id", partition.PartitionId)]))
            : Measured(_lag);
}
