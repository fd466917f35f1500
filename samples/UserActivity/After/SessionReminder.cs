using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: reminds users of sessions that they left open.</summary>
public sealed class SessionReminder(IProducer<string, byte[]> producer)
{
    public async Task RemindAsync(IEnumerable<string> userIds, CancellationToken cancellationToken)
    {
        var deliveries = new List<Task>();
        foreach (var userId in userIds)
            deliveries.Add(producer.ProduceAsync("open-sessions", new Message<string, byte[]> { Key = userId, Value = [] }, cancellationToken));
        await Task.WhenAll(deliveries);
    }
}
