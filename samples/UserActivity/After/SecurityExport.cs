using System.Text.Json;
using System.Xml.Serialization;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: hands each login to the security department, as XML, on a topic of its own.</summary>
internal sealed class SecurityExport(
    IProducer<string, byte[]> producer, DeadLetterTopic deadLetters, IConfiguration configuration, ILogger<SecurityExport> logger) : BackgroundService
{
    private static readonly XmlSerializer Serializer = new(typeof(LoginRecord), new XmlRootAttribute("login"));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => ExportAsync(stoppingToken), stoppingToken);

    private async Task ExportAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "security-export",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoOffsetStore = false,
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build();
        consumer.Subscribe("user-logins");

        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var result = consumer.Consume(stoppingToken);
                try
                {
                    using var activity = Telemetry.Process(result.Topic);
                    await MessageRetry.Pipeline.ExecuteAsync(async token => await ExportAsync(result, token), stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    logger.LogError(e, "Login at {Position} goes to the dead-letter topic", result.TopicPartitionOffset);
                    await deadLetters.SendAsync(result, e, stoppingToken);
                }

                consumer.StoreOffset(result);
            }
        }
        finally
        {
            consumer.Close();
        }
    }

    private async Task ExportAsync(ConsumeResult<string, byte[]> result, CancellationToken cancellationToken)
    {
        var login = JsonSerializer.Deserialize(result.Message.Value, ActivityJson.Default.UserLoggedIn)
            ?? throw new JsonException("The message holds no UserLoggedIn.");
        using var xml = new MemoryStream();
        Serializer.Serialize(xml, new LoginRecord { User = login.UserId, Device = login.Device });
        await producer.ProduceAsync(
            "security-logins", new Message<string, byte[]> { Key = login.UserId, Value = xml.ToArray() }, cancellationToken);
    }
}

/// <summary>A login as the security department knows it.</summary>
public sealed class LoginRecord
{
    public string? User { get; set; }

    public string? Device { get; set; }
}
