using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>The client's settings: those that the user gave, checked, and those that the consumer's promises rest on.</summary>
internal static class ClientSettings
{
    private const int DefaultMaxPollIntervalMs = 300_000;

    public static ConsumerConfig Of<TKey, TValue>(ConsumerConfig given, KafkaConsumerOptions<TKey, TValue> options)
        where TKey : notnull
    {
        if (string.IsNullOrEmpty(given.BootstrapServers))
            throw Wrong(nameof(given.BootstrapServers), "is not set: give it the addresses of the brokers");
        if (string.IsNullOrEmpty(given.GroupId))
            throw Wrong(nameof(given.GroupId), "is not set: give it the name of the consumer group");
        if (given.EnableAutoCommit == false)
            throw Wrong(nameof(given.EnableAutoCommit), "is false: leave it out. Offsets are stored only behind handled messages, and the client commits what is stored");
        if (given.EnableAutoOffsetStore == true)
            throw Wrong(nameof(given.EnableAutoOffsetStore), "is true: leave it out. The client would store the offset of a message before it is handled");

        var maxPollInterval = TimeSpan.FromMilliseconds(given.MaxPollIntervalMs ?? DefaultMaxPollIntervalMs);
        var longest = options.RevokeTimeout + options.CancelTimeout + options.PollInterval;
        if (longest >= maxPollInterval)
        {
            throw Wrong(
                nameof(given.MaxPollIntervalMs),
                $"is {maxPollInterval.TotalMilliseconds}: give it more than RevokeTimeout, CancelTimeout and PollInterval together ({longest.TotalMilliseconds} ms), or lower those");
        }

        return new ConsumerConfig(given.ToDictionary(setting => setting.Key, setting => setting.Value))
        {
            EnableAutoCommit = true,
            EnableAutoOffsetStore = false,
        };
    }

    private static ArgumentException Wrong(string setting, string remedy) => new($"ConsumerConfig.{setting} {remedy}.", setting);
}
