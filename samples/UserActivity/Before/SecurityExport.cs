using System.Text.Json;
using System.Xml.Serialization;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: hands each login to the security department, as XML, on a topic of its own.</summary>
internal sealed class SecurityExport(IProducer<string, byte[]> producer, IConfiguration configuration) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => Export(stoppingToken), stoppingToken);

    private void Export(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "security-export",
            EnableAutoOffsetStore = false,
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build(); // EVC5009
        consumer.Subscribe("user-logins");

        while (!stoppingToken.IsCancellationRequested)
        {
            var result = consumer.Consume(); // EVC5010
            var login = JsonSerializer.Deserialize<UserLoggedIn>(result.Message.Value)!;
            var serializer = new XmlSerializer(typeof(LoginRecord), new XmlRootAttribute("login")); // EVC6004
            using var xml = new MemoryStream();
            serializer.Serialize(xml, new LoginRecord { User = login.UserId, Device = login.Device });
            producer.Produce("security-logins", new Message<string, byte[]> { Key = login.UserId, Value = xml.ToArray() }); // EVC1019, EVC4006
            consumer.StoreOffset(result);
        }
    }
}

/// <summary>A login as the security department knows it.</summary>
public sealed class LoginRecord
{
    public string? User { get; set; }

    public string? Device { get; set; }
}
