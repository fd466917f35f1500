using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>Reads what logs, traces and deduplication need to know from a <see cref="ConsumeResult{TKey, TValue}"/>.</summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
/// <param name="idHeader">The header that holds the id which the producer gave the message.</param>
public class KafkaMessageMetadata<TKey, TValue>(string idHeader = "message-id") : MessageMetadata<ConsumeResult<TKey, TValue>>
{
    /// <summary>The id in the header; null if there is none.</summary>
    /// <param name="message">The message.</param>
    public override string? IdOf(ConsumeResult<TKey, TValue> message) => Text(message, idHeader);

    /// <summary>Topic, partition and offset, such as <c>logins[3]@42</c>.</summary>
    /// <param name="message">The message.</param>
    public override string PositionOf(ConsumeResult<TKey, TValue> message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return KafkaPosition.Of(message.Topic, message.Partition, message.Offset);
    }

    /// <summary>The trace context in the headers <c>traceparent</c> and <c>tracestate</c>.</summary>
    /// <param name="message">The message.</param>
    public override ActivityContext TraceContextOf(ConsumeResult<TKey, TValue> message) =>
        Text(message, "traceparent") is { } parent
        && ActivityContext.TryParse(parent, Text(message, "tracestate"), isRemote: true, out var context)
            ? context
            : default;

    private static string? Text(ConsumeResult<TKey, TValue> message, string header)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Message?.Headers is { Count: > 0 } headers && headers.TryGetLastBytes(header, out var bytes) && bytes is not null
            ? Encoding.UTF8.GetString(bytes)
            : null;
    }
}

/// <summary>How positions are written.</summary>
internal static class KafkaPosition
{
    public static string Of(string topic, Partition partition, Offset offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{topic}[{partition.Value}]@{offset.Value}");

    public static string Of(TopicPartition partition) => string.Create(CultureInfo.InvariantCulture, $"{partition.Topic}[{partition.Partition.Value}]");

    public static string Of(IEnumerable<TopicPartition> partitions) => string.Join(", ", partitions.Select(Of));
}
