using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: keeps the profile's last login and tells the user about it.</summary>
internal sealed class LoginEventConsumer(
    IUserProfiles profiles, NotificationSender notifications,
    DeadLetterTopic deadLetters, IConfiguration configuration, ILogger<LoginEventConsumer> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "login-profiles",
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
        var notification = new Notification(login.EventId, login.UserId, $"New sign-in from {login.Device}");

        await MessageRetry.Pipeline.ExecuteAsync(async token => await profiles.RecordLoginAsync(login, token), cancellationToken);
        await MessageRetry.Pipeline.ExecuteAsync(async token => await notifications.SendAsync(notification, token), cancellationToken);
    }
}
