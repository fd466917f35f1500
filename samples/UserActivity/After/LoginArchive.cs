using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: keeps every login for years, whatever becomes of the topic.</summary>
internal sealed class LoginArchive(IAuditTrail archive, DeadLetterTopic deadLetters, IConfiguration configuration, ILogger<LoginArchive> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "login-archive",
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
                    await ArchiveAsync(result.Message.Value, stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    logger.LogError(e, "{Record} goes to the dead-letter topic", result.TopicPartitionOffset);
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

    private async Task ArchiveAsync(byte[] value, CancellationToken cancellationToken)
    {
        var login = JsonSerializer.Deserialize(value, ActivityJson.Default.UserLoggedIn)
            ?? throw new JsonException("The record holds no UserLoggedIn.");

        await MessageRetry.Pipeline.ExecuteAsync(async token => await archive.AppendAsync(login, token), cancellationToken);
    }
}
