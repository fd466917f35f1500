using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ.Tests;

public sealed class OptionsTests
{
    public static TheoryData<string, Action<RabbitMqConsumerOptions>, string> WrongOptions => new()
    {
        { nameof(RabbitMqConsumerOptions.Concurrency), options => options.Concurrency = 0, "1 or more" },
        { nameof(RabbitMqConsumerOptions.Prefetch), options => options.Prefetch = 5, "at least Concurrency (10)" },
        { nameof(RabbitMqConsumerOptions.Prefetch), options => options.Prefetch = 70_000, "at most 65535" },
        { nameof(RabbitMqConsumerOptions.AcknowledgeEvery), options => options.AcknowledgeEvery = 51, "half of Prefetch (50)" },
        { nameof(RabbitMqConsumerOptions.AcknowledgeEvery), options => options.AcknowledgeEvery = 0, "give it 1" },
        { nameof(RabbitMqConsumerOptions.AcknowledgeAfter), options => options.AcknowledgeAfter = TimeSpan.Zero, "set AcknowledgeEvery to 1" },
        { nameof(RabbitMqConsumerOptions.ParkingQueue), options => options.ParkingQueue = " ", "null to reject" },
        { nameof(RabbitMqConsumerOptions.FirstRecoveryDelay), options => options.FirstRecoveryDelay = TimeSpan.Zero, "above zero" },
        { nameof(RabbitMqConsumerOptions.MaxRecoveryDelay), options => options.MaxRecoveryDelay = TimeSpan.FromMilliseconds(1), "FirstRecoveryDelay (00:00:00.2000000)" },
        { nameof(RabbitMqConsumerOptions.DrainTimeout), options => options.DrainTimeout = TimeSpan.FromSeconds(-2), "zero to 49 days" },
        { nameof(RabbitMqConsumerOptions.CancelTimeout), options => options.CancelTimeout = TimeSpan.FromSeconds(-2), "zero to 49 days" },
        { nameof(RabbitMqConsumerOptions.Order), options => options.Order = null!, "leave it out" },
        { nameof(RabbitMqConsumerOptions.Retry), options => options.Retry = null!, "leave it out" },
        { nameof(RabbitMqConsumerOptions.ConsumerTag), options => options.ConsumerTag = null!, "leave it out" },
        { nameof(RabbitMqConsumerOptions.Logger), options => options.Logger = null!, "leave it out" },
        { nameof(RabbitMqConsumerOptions.TimeProvider), options => options.TimeProvider = null!, "leave it out" },
        { nameof(RetryOptions<RabbitMqDelivery>.MaxAttempts), options => options.Retry.MaxAttempts = 0, "the first attempt counts" },
    };

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public void A_wrong_option_is_named_with_its_remedy(string option, Action<RabbitMqConsumerOptions> configure, string remedy)
    {
        var options = new RabbitMqConsumerOptions();
        configure(options);
        var exception = Assert.Throws<ArgumentException>(() => new RabbitMqConsumer(new ConnectionFactory(), "queue", (_, _) => default, options));
        Assert.Equal(option, exception.ParamName);
        Assert.Contains($"Options.{option} is ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consumers_that_share_retry_options_leave_them_alone()
    {
        var (mine, theirs) = (new RecordedLog(), new RecordedLog());
        var retry = new RetryOptions<RabbitMqDelivery> { Logger = mine };
        var (metadata, clock) = (retry.Metadata, retry.TimeProvider);
        await using var one = new RabbitMqConsumer(new ConnectionFactory(), "one", (_, _) => default, new() { Retry = retry });
        await using var other = new RabbitMqConsumer(new ConnectionFactory(), "other", (_, _) => default, new() { Retry = retry, Logger = theirs });
        Assert.Same(mine, retry.Logger);
        Assert.Same(metadata, retry.Metadata);
        Assert.Same(clock, retry.TimeProvider);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 2)]
    [InlineData(100, 25)]
    [InlineData(500, 100)]
    public void A_quarter_of_the_prefetch_is_acknowledged_together(int prefetch, int every) =>
        Assert.Equal(every, new RabbitMqConsumerOptions { Prefetch = prefetch }.AcknowledgeEveryOrDefault);
}
