using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace EventConsumers.Kafka.Tests;

public sealed class MetricsTests(MockCluster cluster) : IClassFixture<MockCluster>
{
    [Fact]
    public async Task Lag_messages_in_flight_and_durations_are_measured()
    {
        await using var group = new Group(cluster, 1, "measured");
        await group.ProduceAsync(20, keys: 20);
        using var metrics = new ConsumerMetrics("kafka", group.Topic, group.Id);
        using var measured = new Measured(group.Topic);
        var gate = new TaskCompletionSource();
        group.Start(
            async (result, _) =>
            {
                if (result.Offset == 5)
                    await gate.Task;
            },
            options => options.Metrics = metrics);
        await Eventually.IsTrue(() => measured.Read("eventconsumers.consumer.lag") == 15, "behind by what is not settled");
        await Eventually.IsTrue(() => measured.Read("messaging.client.consumed.messages") == 19, "all but one have been handled");
        Assert.Equal(1, measured.Read("eventconsumers.inflight"));

        gate.SetResult();
        await Eventually.IsTrue(() => measured.Read("eventconsumers.consumer.lag") == 0, "not behind any more");
        await Eventually.IsTrue(() => measured.Read("eventconsumers.inflight") == 0, "nothing in flight any more");
        Assert.Equal(20, measured.Read("messaging.client.consumed.messages"));
    }

    [Fact]
    public async Task A_consumer_that_has_nothing_to_do_is_not_behind()
    {
        await using var group = new Group(cluster, 2, "idle");
        await group.ProduceAsync(10);
        var member = group.Start((_, _) => default);
        await Eventually.IsTrue(() => group.Committed() == 10, "all are settled");
        using var metrics = new ConsumerMetrics("kafka", group.Topic, group.Id);
        using var measured = new Measured(group.Topic);
        group.Start((_, _) => default, options => options.Metrics = metrics);
        await Eventually.IsTrue(() => measured.Read("eventconsumers.consumer.lag") == 0, "the second one reads its lag");
        await member.StopAsync();
    }

    [Fact]
    public async Task Reading_the_lag_of_many_partitions_holds_up_the_polling_once()
    {
        await using var group = new Group(cluster, 8, "many");
        await group.ProduceAsync(80, keys: 80);
        using var metrics = new ConsumerMetrics("kafka", group.Topic, group.Id);
        var (inARow, most, all) = (0, 0, 0);
        var client = new WatchedBuilder.Observer
        {
            OnCall = name =>
            {
                if (name == "Consume")
                    inARow = 0;
                if (name != "Committed")
                    return;

                most = Math.Max(most, ++inARow);
                // As when the coordinator does not answer, after the whole of the poll interval.
                if (Interlocked.Increment(ref all) < 3)
                    throw new KafkaException(ErrorCode.Local_TimedOut);
            },
        };
        // None of them has a message for the group, so where they start has to be asked for.
        group.Start(
            (_, _) => default,
            options => (options.Metrics, options.CreateBuilder) = (metrics, config => new WatchedBuilder(config, client)),
            config => config.AutoOffsetReset = AutoOffsetReset.Latest);
        using var measured = new Measured(group.Topic);
        await Eventually.IsTrue(() => Volatile.Read(ref all) >= 3 && measured.Read("eventconsumers.consumer.lag") == 0, "the lag is known in the end");
        Assert.Equal(1, most);
    }

    /// <summary>Reads what is measured of a topic.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<string, long> _last = new();

        public Measured(string topic)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == ConsumerMetrics.MeterName)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                if (tags.ToArray().Any(tag => Equals(tag.Value, topic)))
                    _last.AddOrUpdate(instrument.Name, value, (_, before) => instrument is Counter<long> ? before + value : value);
            });
            _listener.Start();
        }

        public long Read(string instrument)
        {
            _listener.RecordObservableInstruments();
            return _last.GetValueOrDefault(instrument, -1);
        }

        public void Dispose() => _listener.Dispose();
    }
}
