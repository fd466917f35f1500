using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: warns the user about a login from a device not seen before. More partitions and instances make it faster.</summary>
internal sealed class SuspiciousLoginDetector(
    IUserProfiles profiles, NotificationSender notifications,
    DeadLetterTopic deadLetters, IConfiguration configuration, ILogger<SuspiciousLoginDetector> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "suspicious-logins",
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
                    await ProcessAsync(result, stoppingToken);
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

    private async Task ProcessAsync(ConsumeResult<string, byte[]> result, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Process(result.Topic);
        var login = JsonSerializer.Deserialize(result.Message.Value, ActivityJson.Default.UserLoggedIn)
            ?? throw new JsonException("The record holds no UserLoggedIn.");
        var warning = new Notification(login.EventId, login.UserId, $"Was it you who signed in on {login.Device}?");

        await MessageRetry.Pipeline.ExecuteAsync(
            async token =>
            {
                if (!await profiles.KnowsDeviceAsync(login.UserId, login.Device, token))
                    await notifications.SendAsync(warning, token);
            },
            cancellationToken);
    }
}
