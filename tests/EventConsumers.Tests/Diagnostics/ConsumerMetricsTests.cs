using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EventConsumers.Tests.Diagnostics;

public sealed class ConsumerMetricsTests
{
    private static readonly ActivityContext Producer =
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);

    private readonly ManualTime _time = new();
    private readonly string _destination = $"orders-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_handled_message_is_counted_and_timed()
    {
        using var metrics = new ConsumerMetrics("rabbitmq", _destination, timeProvider: _time);
        using var recorded = new RecordedMeasurements(_destination);
        await metrics.Measure<string>((_, _) => Takes(0.3), new Metadata())("m1", default);

        var expected = new Dictionary<string, object?>
        {
            ["messaging.system"] = "rabbitmq",
            ["messaging.destination.name"] = _destination,
            ["messaging.operation.name"] = "process",
        };
        var (duration, tags) = Assert.Single(recorded.Of("messaging.process.duration"));
        Assert.Equal(0.3, duration, 6);
        Assert.Equal(expected, tags);
        var (count, countTags) = Assert.Single(recorded.Of("messaging.client.consumed.messages"));
        Assert.Equal(1, count);
        Assert.Equal(expected, countTags);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_carries_its_type_and_reaches_the_caller(bool isSynchronous)
    {
        using var metrics = new ConsumerMetrics("kafka", _destination, "shipping", timeProvider: _time);
        using var recorded = new RecordedMeasurements(_destination);
        var measured = metrics.Measure<string>(
            (_, _) => isSynchronous ? throw new FormatException("bad") : FailsLaterAsync(), new Metadata());
        await Assert.ThrowsAsync<FormatException>(async () => await measured("m1", default));

        Assert.Equal(0, metrics.InFlight);
        foreach (var instrument in new[] { "messaging.process.duration", "messaging.client.consumed.messages" })
        {
            var (_, tags) = Assert.Single(recorded.Of(instrument));
            Assert.Equal("System.FormatException", tags["error.type"]);
            Assert.Equal("shipping", tags["messaging.consumer.group.name"]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_listener_that_throws_fails_no_message(bool listensToActivities)
    {
        using var metrics = new ConsumerMetrics("kafka", _destination);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == ConsumerMetrics.MeterName)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<long>((_, _, tags, _) => ThrowIfOwn(tags));
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) => ThrowIfOwn(tags));
        meters.Start();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => listensToActivities && source.Name == ConsumerMetrics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = ThrowIfOwnActivity,
            ActivityStopped = ThrowIfOwnActivity,
        };
        ActivitySource.AddActivityListener(activities);

        var handled = 0;
        await metrics.Measure<string>((_, _) => { handled++; return default; }, new Metadata())("m1", default);
        await metrics.Measure<string>(async (_, _) => { await Task.Yield(); handled++; }, new Metadata())("m2", default);
        await Assert.ThrowsAsync<FormatException>(() => metrics.Measure<string>((_, _) => throw new FormatException("bad"), new Metadata())("m3", default).AsTask());
        metrics.CountDeadLettered();
        metrics.CountDuplicate();
        Assert.Equal(2, handled);
        Assert.Equal(0, metrics.InFlight);

        void ThrowIfOwn(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag.Value as string == _destination)
                    throw new InvalidOperationException("exporter is gone");
            }
        }

        void ThrowIfOwnActivity(Activity activity)
        {
            if (activity.OperationName == $"process {_destination}")
                throw new InvalidOperationException("exporter is gone");
        }
    }

    [Fact]
    public async Task A_message_that_cannot_be_named_is_traced_without()
    {
        using var metrics = new ConsumerMetrics("kafka", _destination);
        using var activities = new RecordedActivities(_destination);
        await metrics.Measure<string>((_, _) => default, new Nameless())("m1", default);

        Assert.Empty(Assert.Single(activities.Stopped).Links);
    }

    [Fact]
    public void The_instruments_are_those_of_the_convention()
    {
        using var metrics = new ConsumerMetrics("rabbitmq", _destination);
        using var recorded = new RecordedMeasurements(_destination);

        var duration = Assert.IsType<Histogram<double>>(recorded.Instruments["messaging.process.duration"]);
        Assert.Equal("s", duration.Unit);
        Assert.Equal(
            [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10], duration.Advice?.HistogramBucketBoundaries ?? []);
        Assert.IsType<Counter<long>>(recorded.Instruments["messaging.client.consumed.messages"]);
        Assert.IsType<ObservableGauge<long>>(recorded.Instruments["eventconsumers.queue.depth"]);
        Assert.IsType<ObservableGauge<long>>(recorded.Instruments["eventconsumers.consumer.lag"]);
        Assert.IsType<ObservableUpDownCounter<long>>(recorded.Instruments["eventconsumers.inflight"]);
        Assert.All(recorded.Instruments.Values.Where(instrument => instrument.Name != duration.Name), instrument => Assert.Equal("{message}", instrument.Unit));
    }

    [Fact]
    public void What_is_observed_is_reported_when_it_is_collected()
    {
        using var metrics = new ConsumerMetrics("kafka", _destination, "shipping");
        using var recorded = new RecordedMeasurements(_destination);
        long? depth = null;
        metrics.ObserveDepth(() => depth);
        recorded.Collect();
        Assert.Empty(recorded.Of("eventconsumers.queue.depth"));
        Assert.Equal(0, Assert.Single(recorded.Of("eventconsumers.inflight")).Value);
        Assert.Empty(recorded.Of("eventconsumers.consumer.lag"));

        depth = 12;
        metrics.ObserveLag(() => 34);
        metrics.ObserveInFlight(() => 56);
        recorded.Entries.Clear();
        recorded.Collect();
        Assert.Equal(12, Assert.Single(recorded.Of("eventconsumers.queue.depth")).Value);
        Assert.Equal(56, Assert.Single(recorded.Of("eventconsumers.inflight")).Value);
        var (lag, tags) = Assert.Single(recorded.Of("eventconsumers.consumer.lag"));
        Assert.Equal(34, lag);
        Assert.Equal(["messaging.consumer.group.name", "messaging.destination.name", "messaging.system"], tags.Keys.Order());
    }

    [Fact]
    public void Lag_is_reported_for_each_partition()
    {
        using var metrics = new ConsumerMetrics("kafka", _destination);
        using var recorded = new RecordedMeasurements(_destination);
        metrics.ObserveLag(() => 1);
        metrics.ObserveLag(() => [new PartitionLag("0", 7), new PartitionLag("3", 9)]);
        recorded.Collect();

        Assert.Equal(
            [("0", 7), ("3", 9)],
            recorded.Of("eventconsumers.consumer.lag").Select(entry => ((string)entry.Tags["messaging.destination.partition.id"]!, (int)entry.Value)));
        Assert.Equal(16, metrics.ReadLag());
    }

    [Fact]
    public void A_pump_can_be_observed()
    {
        using var metrics = new ConsumerMetrics("rabbitmq", _destination);
        var pump = new MessagePump<int>((_, _) => default, Settlements.Each<int>((_, _) => default));
        metrics.ObserveDepth(() => pump.Waiting);
        metrics.ObserveInFlight(() => pump.Count);

        Assert.Equal(0, metrics.ReadDepth());
    }

    [Fact]
    public void Dead_letters_and_duplicates_are_counted()
    {
        using var metrics = new ConsumerMetrics("rabbitmq", _destination);
        using var recorded = new RecordedMeasurements(_destination);
        metrics.CountDeadLettered(new TimeoutException());
        metrics.CountDeadLettered();
        metrics.CountDuplicate();

        var deadLettered = recorded.Of("eventconsumers.deadlettered").ToList();
        Assert.Equal([1, 1], deadLettered.Select(entry => entry.Value));
        Assert.Equal("System.TimeoutException", deadLettered[0].Tags["error.type"]);
        Assert.False(deadLettered[1].Tags.ContainsKey("error.type"));
        Assert.Equal(1, Assert.Single(recorded.Of("eventconsumers.duplicates")).Value);
    }

    [Fact]
    public void A_meter_of_a_factory_outlives_the_consumer_and_reports_nothing_of_it()
    {
        using var factory = new Factory();
        using var recorded = new RecordedMeasurements(_destination);
        using (var metrics = new ConsumerMetrics("rabbitmq", _destination, meterFactory: factory))
        {
            metrics.ObserveDepth(() => 5);
            recorded.Collect();
            Assert.Equal(2, recorded.Entries.Count);
        }

        recorded.Entries.Clear();
        recorded.Collect();
        Assert.Empty(recorded.Entries);
        var options = Assert.Single(factory.Asked);
        Assert.Equal(ConsumerMetrics.MeterName, options.Name);
        Assert.False(string.IsNullOrEmpty(options.Version));
    }

    [Fact]
    public async Task A_message_has_an_activity_that_links_to_its_producer()
    {
        using var metrics = new ConsumerMetrics("rabbitmq", _destination, "shipping", timeProvider: _time);
        using var recorded = new RecordedActivities(_destination);
        using var measurements = new RecordedMeasurements(_destination);
        using var ambient = new Activity("receive loop").Start();
        string? seen = null;
        var measured = metrics.Measure<string>(
            async (_, _) =>
            {
                seen = Activity.Current?.OperationName;
                await Takes(0.25);
            },
            new Metadata());
        var handling = measured("m1", default);
        Assert.Same(ambient, Activity.Current);
        await handling;

        Assert.Equal($"process {_destination}", seen);
        Assert.Same(ambient, Activity.Current);
        var activity = Assert.Single(recorded.Stopped);
        Assert.Equal(ActivityKind.Consumer, activity.Kind);
        Assert.Equal(Producer, Assert.Single(activity.Links).Context);
        Assert.Equal(ambient.SpanId, activity.ParentSpanId);
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["messaging.system"] = "rabbitmq",
                ["messaging.destination.name"] = _destination,
                ["messaging.consumer.group.name"] = "shipping",
                ["messaging.operation.name"] = "process",
                ["messaging.operation.type"] = "process",
                ["messaging.message.id"] = "m1",
            },
            activity.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value));
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);
        Assert.Equal(TimeSpan.FromSeconds(0.25), activity.Duration);
        Assert.Equal(0.25, Assert.Single(measurements.Of("messaging.process.duration")).Value, 6);
    }

    [Fact]
    public async Task An_activity_of_a_message_without_id_and_producer_has_neither()
    {
        using var metrics = new ConsumerMetrics("rabbitmq", _destination);
        using var recorded = new RecordedActivities(_destination);
        await metrics.Measure<string>((_, _) => default, new MessageMetadata<string>())("m1", default);

        var activity = Assert.Single(recorded.Stopped);
        Assert.Empty(activity.Links);
        Assert.Null(activity.GetTagItem("messaging.message.id"));
    }

    [Fact]
    public async Task An_activity_of_a_failed_message_says_so()
    {
        using var metrics = new ConsumerMetrics("rabbitmq", _destination);
        using var recorded = new RecordedActivities(_destination);
        await Assert.ThrowsAsync<FormatException>(async () => await metrics.Measure<string>((_, _) => FailsLaterAsync(), new Metadata())("m1", default));

        var activity = Assert.Single(recorded.Stopped);
        Assert.Equal(ActivityStatusCode.Error, activity.Status);
        Assert.Equal("bad", activity.StatusDescription);
        Assert.Equal("System.FormatException", activity.GetTagItem("error.type"));
    }

    [Fact]
    public async Task A_message_that_is_not_sampled_is_handled_and_measured()
    {
        using var metrics = new ConsumerMetrics("rabbitmq", _destination, timeProvider: _time);
        using var recorded = new RecordedActivities(_destination, ActivitySamplingResult.None);
        using var measurements = new RecordedMeasurements(_destination);
        await metrics.Measure<string>((_, _) => Takes(1), new Metadata())("m1", default);

        Assert.Single(measurements.Of("messaging.process.duration"));
    }

    [Fact]
    public async Task It_knows_what_is_in_flight_and_for_how_long_nothing_finished()
    {
        using var metrics = new ConsumerMetrics("rabbitmq", _destination, timeProvider: _time);
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        var measured = metrics.Measure<TaskCompletionSource>((ends, _) => new ValueTask(ends.Task), new MessageMetadata<TaskCompletionSource>());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, metrics.StalledFor);
        Assert.Null(metrics.SinceLastFinished);
        Assert.Null(metrics.AverageProcessingTime);

        var handling = new[] { measured(first, default).AsTask(), measured(second, default).AsTask() };
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(2, metrics.InFlight);
        Assert.Equal(TimeSpan.FromSeconds(3), metrics.StalledFor);

        first.SetResult();
        await handling[0];
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), metrics.StalledFor);
        Assert.Equal(TimeSpan.FromSeconds(2), metrics.SinceLastFinished);
        Assert.Equal(TimeSpan.FromSeconds(3), metrics.AverageProcessingTime);

        second.SetResult();
        await handling[1];
        Assert.Equal(0, metrics.InFlight);
        Assert.Equal(TimeSpan.Zero, metrics.StalledFor);
        Assert.Equal(TimeSpan.FromSeconds(3 + 2 / 32.0), metrics.AverageProcessingTime);
    }

    [Fact]
    public async Task The_average_follows_and_ends_with_the_messages()
    {
        using var metrics = new ConsumerMetrics("rabbitmq", _destination, timeProvider: _time);
        var seconds = 1.0;
        var measured = metrics.Measure<string>((_, _) => Takes(seconds), new Metadata());
        await measured("m", default);
        seconds = 0.01;
        for (var i = 0; i < 150; i++)
            await measured("m", default);
        Assert.InRange(metrics.AverageProcessingTime!.Value.TotalSeconds, 0.01, 0.025);

        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(metrics.AverageProcessingTime);
    }

    [Theory]
    [InlineData("", "orders")]
    [InlineData("rabbitmq", " ")]
    public void A_consumer_has_a_broker_and_a_destination(string system, string destination) =>
        Assert.Throws<ArgumentException>(() => new ConsumerMetrics(system, destination));

    private static async ValueTask FailsLaterAsync()
    {
        await Task.Yield();
        throw new FormatException("bad");
    }

    private ValueTask Takes(double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return default;
    }

    private sealed class Metadata : MessageMetadata<string>
    {
        public override string? IdOf(string message) => message;

        public override ActivityContext TraceContextOf(string message) => Producer;
    }

    private sealed class Factory : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public List<MeterOptions> Asked { get; } = [];

        public Meter Create(MeterOptions options)
        {
            Asked.Add(options);
            var meter = new Meter(options);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose() => _meters.ForEach(meter => meter.Dispose());
    }

    private sealed class Nameless : MessageMetadata<string>
    {
        public override string IdOf(string message) => throw new FormatException("no id");

        public override ActivityContext TraceContextOf(string message) => throw new FormatException("no trace context");
    }
}
