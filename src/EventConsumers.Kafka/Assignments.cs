using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>The partitions that are the consumer's for now. The polling thread's.</summary>
internal sealed class Assignments(int replayWindow)
{
    private readonly Dictionary<TopicPartition, Assignment> _byPartition = [];
    private Assignment? _last;

    public IReadOnlyCollection<Assignment> Current => _byPartition.Values;

    public IEnumerable<TopicPartition> Partitions => _byPartition.Keys;

    /// <summary>
    /// What a message belongs to. One that goes back, as when the log was cut off and is read again from its start, begins anew.
    /// </summary>
    public Assignment? For(string topic, Partition partition, long offset)
    {
        var assignment = Find(topic, partition);
        return assignment is null || offset > assignment.Received
            ? assignment
            : _last = _byPartition[assignment.Partition] = new Assignment(assignment.Partition, replayWindow);
    }

    public void Add(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
            _byPartition[partition] = new Assignment(partition, replayWindow);
        _last = null;
    }

    public List<Assignment> Remove(IEnumerable<TopicPartition> partitions)
    {
        var removed = new List<Assignment>();
        foreach (var partition in partitions)
        {
            if (_byPartition.Remove(partition, out var assignment))
                removed.Add(assignment);
        }

        _last = null;
        return removed;
    }

    public void EndAll()
    {
        foreach (var assignment in Remove([.. _byPartition.Keys]))
            assignment.End();
    }

    private Assignment? Find(string topic, Partition partition)
    {
        // Messages of one partition come in rows.
        if (_last is { } last && last.Partition.Partition == partition && last.Partition.Topic == topic)
            return last;

        return _last = _byPartition.GetValueOrDefault(new TopicPartition(topic, partition));
    }
}
