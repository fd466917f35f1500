using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EventConsumers.Tests.Diagnostics;

public sealed class ConsumerHealthCheckTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly ConsumerMetrics _metrics;

    public ConsumerHealthCheckTests() => _metrics = new ConsumerMetrics("kafka", "orders", timeProvider: _time);

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task A_consumer_that_has_nothing_to_do_is_healthy()
    {
        var result = await CheckAsync(new ConsumerHealthOptions { DegradedProcessingTime = TimeSpan.FromSeconds(1) });

        Assert.Equal(HealthStatus.Healthy, result.Status);
        Assert.Equal(0, result.Data["inFlight"]);
        Assert.False(result.Data.ContainsKey("processingTime"));
    }

    [Theory]
    [InlineData(99, HealthStatus.Healthy)]
    [InlineData(100, HealthStatus.Degraded)]
    [InlineData(999, HealthStatus.Degraded)]
    [InlineData(1000, HealthStatus.Unhealthy)]
    public async Task Depth_and_lag_have_thresholds(long value, HealthStatus expected)
    {
        _metrics.ObserveDepth(() => value);
        var byDepth = await CheckAsync(new ConsumerHealthOptions { DegradedDepth = 100, UnhealthyDepth = 1000 });
        _metrics.ObserveDepth(() => 0);
        _metrics.ObserveLag(() => [new PartitionLag("0", 1), new PartitionLag("1", value - 1)]);
        var byLag = await CheckAsync(new ConsumerHealthOptions { DegradedLag = 100, UnhealthyLag = 1000 });

        Assert.Equal(expected, byDepth.Status);
        Assert.Equal(value, byDepth.Data["depth"]);
        Assert.Equal(expected, byLag.Status);
        Assert.Equal(value, byLag.Data["lag"]);
        if (expected == HealthStatus.Unhealthy)
            Assert.Equal("lag is 1000, unhealthy from 1000.", byLag.Description);
    }

    [Fact]
    public async Task Slow_handlers_are_noticed()
    {
        var options = new ConsumerHealthOptions { DegradedProcessingTime = TimeSpan.FromSeconds(1), UnhealthyProcessingTime = TimeSpan.FromSeconds(3) };
        await HandleAsync(TimeSpan.FromSeconds(2));
        var slow = await CheckAsync(options);
        for (var i = 0; i < 50; i++)
            await HandleAsync(TimeSpan.FromSeconds(5));
        var slower = await CheckAsync(options);

        Assert.Equal(HealthStatus.Degraded, slow.Status);
        Assert.Equal(TimeSpan.FromSeconds(2), slow.Data["processingTime"]);
        Assert.Equal(HealthStatus.Unhealthy, slower.Status);
    }

    [Fact]
    public async Task A_consumer_whose_handlers_hang_is_stalled()
    {
        var ends = new TaskCompletionSource();
        var handling = _metrics.Measure<int>((_, _) => new ValueTask(ends.Task), new())(1, default);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(new())).Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(new())).Status);
        _time.Advance(TimeSpan.FromMinutes(4));
        var stalled = await CheckAsync(new());
        Assert.Equal(HealthStatus.Unhealthy, stalled.Status);
        Assert.Equal(TimeSpan.FromMinutes(5), stalled.Data["stalledFor"]);
        Assert.Equal(1, stalled.Data["inFlight"]);

        ends.SetResult();
        await handling;
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(new())).Status);
    }

    [Fact]
    public async Task A_figure_that_cannot_be_read_makes_it_degraded_and_hides_no_other()
    {
        _metrics.ObserveDepth(() => throw new IOException("no connection"));
        _metrics.ObserveLag(() => 7);
        var degraded = await CheckAsync(new());
        var unhealthy = await CheckAsync(new() { UnhealthyLag = 7 });

        Assert.Equal(HealthStatus.Degraded, degraded.Status);
        Assert.IsType<IOException>(degraded.Exception);
        Assert.Equal("depth cannot be read: no connection.", degraded.Description);
        Assert.Equal(7L, degraded.Data["lag"]);
        Assert.Equal(HealthStatus.Unhealthy, unhealthy.Status);
        Assert.IsType<IOException>(unhealthy.Exception);
    }

    [Fact]
    public async Task A_partition_whose_lag_cannot_be_read_makes_it_degraded()
    {
        _metrics.ObserveLag(() => Enumerable.Range(0, 2).Select(_ => (PartitionLag)(object)"never"));

        Assert.IsType<InvalidCastException>((await CheckAsync(new())).Exception);
    }

    [Fact]
    public async Task A_threshold_without_a_figure_is_pointed_out()
    {
        var result = await CheckAsync(new ConsumerHealthOptions { UnhealthyDepth = 5, DegradedLag = 5 });

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Equal(
            "depth has a threshold but is not observed: call ConsumerMetrics.ObserveDepth; "
                + "lag has a threshold but is not observed: call ConsumerMetrics.ObserveLag.",
            result.Description);
    }

    [Fact]
    public async Task A_figure_that_is_not_known_yet_is_left_out()
    {
        _metrics.ObserveDepth(() => null);
        var result = await CheckAsync(new ConsumerHealthOptions { UnhealthyDepth = 5 });

        Assert.Equal(HealthStatus.Healthy, result.Status);
        Assert.False(result.Data.ContainsKey("depth"));
    }

    [Fact]
    public async Task The_registration_says_what_unhealthy_means()
    {
        _metrics.ObserveDepth(() => 9);
        var check = new ConsumerHealthCheck(_metrics, new() { UnhealthyDepth = 5 });
        var context = new HealthCheckContext { Registration = new HealthCheckRegistration("orders", check, HealthStatus.Degraded, tags: null) };

        Assert.Equal(HealthStatus.Degraded, (await check.CheckHealthAsync(context)).Status);
    }

    [Fact]
    public void Options_that_cannot_work_are_refused_with_a_remedy()
    {
        Refused(new() { DegradedDepth = 0 }, "ConsumerHealthOptions.DegradedDepth is 0", "null to leave it out");
        Refused(new() { UnhealthyLag = -1 }, "ConsumerHealthOptions.UnhealthyLag is -1", "above zero");
        Refused(new() { DegradedStall = TimeSpan.Zero }, "ConsumerHealthOptions.DegradedStall is 00:00:00", "above zero");
        Refused(new() { UnhealthyProcessingTime = TimeSpan.FromSeconds(-1) }, "ConsumerHealthOptions.UnhealthyProcessingTime", "above zero");
        Refused(new() { DegradedLag = 10, UnhealthyLag = 9 }, "ConsumerHealthOptions.DegradedLag is 10", "UnhealthyLag (9) or less");
        Refused(new() { UnhealthyStall = TimeSpan.FromSeconds(30) }, "ConsumerHealthOptions.DegradedStall is 00:01:00", "UnhealthyStall (00:00:30) or less");

        void Refused(ConsumerHealthOptions options, params string[] parts)
        {
            var exception = Assert.Throws<ArgumentException>(() => new ConsumerHealthCheck(_metrics, options));
            Assert.All(parts, part => Assert.Contains(part, exception.Message));
        }
    }

    private Task<HealthCheckResult> CheckAsync(ConsumerHealthOptions options) =>
        new ConsumerHealthCheck(_metrics, options).CheckHealthAsync(new HealthCheckContext());

    private async Task HandleAsync(TimeSpan time) =>
        await _metrics.Measure<int>(
            (_, _) =>
            {
                _time.Advance(time);
                return default;
            },
            new())(1, default);
}
