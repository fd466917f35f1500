using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>
/// A message on its way through the pump: one that was deserialised, whose key could perhaps not be read then, or a record that
/// could not be.
/// </summary>
internal readonly struct Delivery<TKey, TValue>(
    Assignment assignment, ConsumeResult<TKey, TValue>? result, ConsumeException? poison, Exception? keyFailure = null)
{
    public Assignment Assignment => assignment;

    public ConsumeResult<TKey, TValue>? Result => result;

    public ConsumeException? Poison => poison;

    /// <summary>Why the key by which it is to be ordered could not be read.</summary>
    public Exception? KeyFailure => keyFailure;

    /// <summary>What it is ordered by; nothing if that cannot be read.</summary>
    public ConsumeResult<TKey, TValue>? Ordered => keyFailure is null ? result : null;

    public long Offset => result is null ? poison!.ConsumerRecord.Offset.Value : result.Offset.Value;

    public Delivery<TKey, TValue> WithKeyFailure(Exception failure) => new(assignment, result, poison, failure);

    public override string ToString() => KafkaPosition.Of(assignment.Partition.Topic, assignment.Partition.Partition, Offset);
}
