using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>
/// Which messages a <see cref="KafkaConsumer{TKey, TValue}"/> may handle side by side. Any <see cref="MessageOrder{TMessage}"/> will do,
/// such as one by a user's id in the value; these are the usual ones.
/// </summary>
public static class KafkaOrder
{
    /// <summary>Messages of one key in their order, different keys side by side; a message without a key waits for no other.</summary>
    /// <typeparam name="TKey">The type of keys; byte arrays are equal if their bytes are.</typeparam>
    /// <typeparam name="TValue">The type of values.</typeparam>
    public static MessageOrder<ConsumeResult<TKey, TValue>> ByKey<TKey, TValue>()
        where TKey : notnull =>
        MessageOrder.ByKey<ConsumeResult<TKey, TValue>, TKey>(
            result => result.Message.Key, typeof(TKey) == typeof(byte[]) ? (IEqualityComparer<TKey>)(object)new BytesComparer() : null);

    /// <summary>Messages of one partition in their order, different partitions side by side.</summary>
    /// <typeparam name="TKey">The type of keys.</typeparam>
    /// <typeparam name="TValue">The type of values.</typeparam>
    public static MessageOrder<ConsumeResult<TKey, TValue>> ByPartition<TKey, TValue>() =>
        MessageOrder.ByKey<ConsumeResult<TKey, TValue>, TopicPartition>(result => result.TopicPartition);

    /// <summary>All messages side by side.</summary>
    /// <typeparam name="TKey">The type of keys.</typeparam>
    /// <typeparam name="TValue">The type of values.</typeparam>
    public static MessageOrder<ConsumeResult<TKey, TValue>> Unordered<TKey, TValue>() => MessageOrder.Unordered<ConsumeResult<TKey, TValue>>();

    private sealed class BytesComparer : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }
    }
}
