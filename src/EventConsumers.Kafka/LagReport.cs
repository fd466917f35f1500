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
        var lags = new List<PartitionLag>();
        foreach (var assignment in assignments.Current)
        {
            var partition = assignment.Partition;
            if (Read(assignment) is { } lag)
            {
                var name = hasOneTopic ? partition.Partition.Value.ToString(CultureInfo.InvariantCulture) : KafkaPosition.Of(partition);
                lags.Add(new PartitionLag(name, lag));
            }
        }

        _last = [.. lags];
    }

    private long? Read(Assignment assignment)
    {
        try
        {
            var ends = client.GetWatermarkOffsets(assignment.Partition);
            if (ends.High < 0)
                return null;

            assignment.Start ??= Committed(assignment.Partition) ?? (startsAtEarliest ? ends.Low.Value : ends.High.Value);
            return Math.Max(0, ends.High - Math.Max(assignment.Completed + 1, assignment.Start.Value));
        }
        catch (KafkaException)
        {
            // The group is not there for now; the next time will do.
            return null;
        }
    }

    private long? Committed(TopicPartition partition) =>
        client.Committed([partition], timeout)[0].Offset is { IsSpecial: false } offset ? offset.Value : null;
}
