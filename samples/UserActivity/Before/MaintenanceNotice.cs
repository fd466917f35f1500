using System.Text;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: tells the clients of all users that they are about to be logged out.</summary>
internal sealed class MaintenanceNotice(IConfiguration configuration)
{
    public void Send(IEnumerable<string> users, string text)
    {
        var config = new ProducerConfig { BootstrapServers = configuration["Kafka:Brokers"] };
        using var producer = new ProducerBuilder<string, byte[]>(config).Build();
        foreach (var user in users)
            producer.Produce("notices", new Message<string, byte[]> { Key = user, Value = Encoding.UTF8.GetBytes(text) }); // EVC1018, EVC1019, EVC4006
    }
}
