using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>A message on its way through the pump: one that was deserialised, or a record that could not be.</summary>
internal readonly struct Delivery<TKey, TValue>(Assignment assignment, ConsumeResult<TKey, TValue>? result, ConsumeException? poison)
{
    public Assignment Assignment => assignment;

    public ConsumeResult<TKey, TValue>? Result => result;

    public ConsumeException? Poison => poison;

    public long Offset => result is null ? poison!.ConsumerRecord.Offset.Value : result.Offset.Value;

    public override string ToString() => KafkaPosition.Of(assignment.Partition.Topic, assignment.Partition.Partition, Offset);
}
