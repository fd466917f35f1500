using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: reminds users of sessions that they left open.</summary>
public sealed class SessionReminder(IProducer<string, byte[]> producer)
{
    public async Task RemindAsync(IEnumerable<string> userIds, CancellationToken cancellationToken)
    {
        foreach (var userId in userIds)
            await producer.ProduceAsync("open-sessions", new Message<string, byte[]> { Key = userId, Value = [] }, cancellationToken); // EVC2004
    }
}
