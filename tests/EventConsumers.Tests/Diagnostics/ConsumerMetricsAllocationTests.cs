namespace EventConsumers.Tests.Diagnostics;

// Alone: a listener of another test would have activities made.
[CollectionDefinition(nameof(ConsumerMetricsAllocationTests), DisableParallelization = true)]
[Collection(nameof(ConsumerMetricsAllocationTests))]
public sealed class ConsumerMetricsAllocationTests
{
    [Fact]
    public void Nothing_is_allocated_while_nobody_listens()
    {
        using var metrics = new ConsumerMetrics("rabbitmq", "orders", "shipping");
        Assert.Equal(0, AllocatedPerMessage(metrics.Measure<string>((_, _) => default, new MessageMetadata<string>())));
    }

    [Fact]
    public void Nothing_is_allocated_to_record_a_success()
    {
        using var metrics = new ConsumerMetrics("rabbitmq", "orders", "shipping");
        var recorded = 0.0;
        using var listener = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument),
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => recorded += value);
        listener.Start();

        Assert.Equal(0, AllocatedPerMessage(metrics.Measure<string>((_, _) => default, new MessageMetadata<string>())));
        Assert.True(recorded > 0);
    }

    private static long AllocatedPerMessage(Func<string, CancellationToken, ValueTask> measured)
    {
        Run(1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(100_000);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 100_000;

        void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var handling = measured("m", default);
                Assert.True(handling.IsCompletedSuccessfully);
                handling.GetAwaiter().GetResult();
            }
        }
    }
}
