using System.Globalization;
using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>
/// How far the consumer is behind in each of its partitions, by the ends of the partitions that the client has seen last. The
/// polling thread reads it now and then; metrics and health checks get what was read last.
/// </summary>
internal sealed class LagReport<TKey, TValue>(IConsumer<TKey, TValue> client, bool startsAtEarliest, TimeSpan timeout)
{
    private const int IntervalMs = 1000;

    private volatile PartitionLag[] _last = [];
    private long _next;

    public IEnumerable<PartitionLag> Last => _last;

    public void ReadWhenDue(Assignments assignments)
    {
        var now = Environment.TickCount64;
        if (now < _next)
            return;

        _next = now + IntervalMs;
        var hasOneTopic = assignments.Partitions.Select(partition => partition.Topic).Distinct().Count() < 2;
        var known = assignments.Current.Select(assignment => (Assignment: assignment, Ends: EndsOf(assignment))).Where(pair => pair.Ends is not null).ToList();
        FindStarts(known);
        var lags = new List<PartitionLag>();
        foreach (var (assignment, ends) in known)
        {
            if (assignment.Start is not { } start)
                continue;

            var partition = assignment.Partition;
            var name = hasOneTopic ? partition.Partition.Value.ToString(CultureInfo.InvariantCulture) : KafkaPosition.Of(partition);
            lags.Add(new PartitionLag(name, Math.Max(0, ends!.High - Math.Max(assignment.Completed + 1, start))));
        }

        _last = [.. lags];
    }

    private WatermarkOffsets? EndsOf(Assignment assignment)
    {
        try
        {
            return client.GetWatermarkOffsets(assignment.Partition) is { High.Value: >= 0 } ends ? ends : null;
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    // One question for all of them: the polling thread waits for the answer.
    private void FindStarts(List<(Assignment Assignment, WatermarkOffsets? Ends)> known)
    {
        var unknown = known.FindAll(pair => pair.Assignment.Start is null);
        if (unknown.Count == 0)
            return;

        try
        {
            var committed = client.Committed(unknown.Select(pair => pair.Assignment.Partition), timeout).ToDictionary(offset => offset.TopicPartition, offset => offset.Offset);
            foreach (var (assignment, ends) in unknown)
            {
                assignment.Start = committed.TryGetValue(assignment.Partition, out var offset) && !offset.IsSpecial ? offset.Value
                    : startsAtEarliest ? ends!.Low.Value
                    : ends!.High.Value;
            }
        }
        catch (KafkaException)
        {
            // The group is not there for now; the next time will do.
        }
    }
}
