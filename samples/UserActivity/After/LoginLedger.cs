using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: writes each login into the ledger that the auditors read, and tells its user.</summary>
internal sealed class LoginLedger(
    IUserProfiles profiles, NotificationSender notifications,
    DeadLetterTopic deadLetters, IConfiguration configuration, ILogger<LoginLedger> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "login-ledger",
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
                    await RecordAsync(result.Message.Value, stoppingToken);
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

    private async Task RecordAsync(byte[] value, CancellationToken cancellationToken)
    {
        var login = JsonSerializer.Deserialize(value, ActivityJson.Default.UserLoggedIn)
            ?? throw new JsonException("The record holds no UserLoggedIn.");
        await MessageRetry.Pipeline.ExecuteAsync(async token => await profiles.RecordLoginAsync(login, token), cancellationToken);

        var notification = new Notification(login.EventId, login.UserId, "Your login was recorded");
        await MessageRetry.Pipeline.ExecuteAsync(async token => await notifications.SendAsync(notification, token), cancellationToken);
    }
}
