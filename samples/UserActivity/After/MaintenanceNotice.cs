using System.Text;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: tells the clients of all users that they are about to be logged out.</summary>
internal sealed class MaintenanceNotice(IProducer<string, byte[]> producer, ILogger<MaintenanceNotice> logger)
{
    public void Send(IEnumerable<string> users, string text)
    {
        var value = Encoding.UTF8.GetBytes(text);
        foreach (var some in users.Chunk(10_000))
        {
            foreach (var user in some)
                producer.Produce("notices", new Message<string, byte[]> { Key = user, Value = value }, Report);
            producer.Flush(TimeSpan.FromSeconds(10));
        }
    }

    private void Report(DeliveryReport<string, byte[]> report)
    {
        if (report.Error.IsError)
            logger.LogError("Notice to {User} not sent: {Reason}", report.Message.Key, report.Error.Reason);
    }
}
