using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: reminds users who have not changed their password for a year.</summary>
public sealed class PasswordReminder(IProducer<string, byte[]> producer, ILogger<PasswordReminder> logger)
{
    public void Remind(IReadOnlyCollection<string> userIds)
    {
        foreach (var userId in userIds)
        {
            producer.Produce("old-passwords", new Message<string, byte[]> { Key = userId, Value = [] }, LogFailure);
        }

        producer.Flush(TimeSpan.FromSeconds(10));
    }

    private void LogFailure(DeliveryReport<string, byte[]> report)
    {
        if (report.Error.IsError)
            logger.LogError("Not reminded: {UserId}, {Reason}", report.Key, report.Error.Reason);
    }
}
