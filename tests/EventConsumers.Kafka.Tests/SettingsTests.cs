namespace EventConsumers.Kafka.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void Settings_that_would_lose_messages_are_refused_with_a_remedy()
    {
        Refuses("ConsumerConfig.EnableAutoCommit is false: leave it out", config => config.EnableAutoCommit = false);
        Refuses("ConsumerConfig.EnableAutoOffsetStore is true: leave it out", config => config.EnableAutoOffsetStore = true);
        Refuses("ConsumerConfig.GroupId is not set", config => config.GroupId = "");
        Refuses("ConsumerConfig.BootstrapServers is not set", config => config.BootstrapServers = "");
        Refuses("ConsumerConfig.MaxPollIntervalMs is 15000: give it more than RevokeTimeout", config => config.MaxPollIntervalMs = 15_000);
    }

    [Fact]
    public void Options_that_cannot_work_are_refused_with_a_remedy()
    {
        Refuses("KafkaConsumerOptions.Concurrency is 0", options => options.Concurrency = 0);
        Refuses("KafkaConsumerOptions.Capacity is 5: it counts", options => options.Capacity = 5);
        Refuses("KafkaConsumerOptions.ReplayWindow is 0", options => options.ReplayWindow = 0);
        Refuses("KafkaConsumerOptions.PollInterval is 00:00:00: give it 1 ms", options => options.PollInterval = TimeSpan.Zero);
        Refuses("KafkaConsumerOptions.RevokeTimeout is -00:00:01", options => options.RevokeTimeout = TimeSpan.FromSeconds(-1));
        Refuses("KafkaConsumerOptions.DrainTimeout is -00:00:01", options => options.DrainTimeout = TimeSpan.FromSeconds(-1));
        Refuses("KafkaConsumerOptions.CancelTimeout is -00:00:01", options => options.CancelTimeout = TimeSpan.FromSeconds(-1));
        Refuses("KafkaConsumerOptions.Order is null", options => options.Order = null!);
        Refuses("KafkaConsumerOptions.Retry is given without DeadLetters", options => options.Retry = new());
    }

    [Fact]
    public void A_topic_is_needed()
    {
        Assert.Throws<ArgumentException>(() => new KafkaConsumer<string, string>(Config(), [], (_, _) => default));
        Assert.Throws<ArgumentException>(() => new KafkaConsumer<string, string>(Config(), [" "], (_, _) => default));
    }

    [Fact]
    public async Task A_rebalance_handler_of_the_user_is_refused()
    {
        var consumer = new KafkaConsumer<string, string>(Config(), ["logins"], (_, _) => default, new()
        {
            CreateBuilder = config => new ConsumerBuilder<string, string>(config).SetPartitionsAssignedHandler((_, _) => { }),
        });
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => consumer.RunAsync());
        Assert.Contains("leave those to the consumer", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_settings_that_were_given_stay_as_they_were()
    {
        var config = Config();
        _ = new KafkaConsumer<string, string>(config, ["logins"], (_, _) => default);
        Assert.Null(config.EnableAutoOffsetStore);
    }

    private static ConsumerConfig Config() => new() { BootstrapServers = "localhost:9092", GroupId = "profiles" };

    private static void Refuses(string message, Action<ConsumerConfig> configure)
    {
        var config = Config();
        configure(config);
        var refusal = Assert.Throws<ArgumentException>(() => new KafkaConsumer<string, string>(config, ["logins"], (_, _) => default));
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    private static void Refuses(string message, Action<KafkaConsumerOptions<string, string>> change)
    {
        var options = new KafkaConsumerOptions<string, string>();
        change(options);
        var refusal = Assert.Throws<ArgumentException>(() => new KafkaConsumer<string, string>(Config(), ["logins"], (_, _) => default, options));
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }
}
