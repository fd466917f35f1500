using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: tells users that somebody has signed in with their account.</summary>
internal sealed class SignInMailer(
    NotificationSender notifications,
    DeadLetterTopic deadLetters, IConfiguration configuration, ILogger<SignInMailer> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "sign-in-mails",
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
                    await NotifyAsync(result.Message.Value, stoppingToken);
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

    private async Task NotifyAsync(byte[] value, CancellationToken cancellationToken)
    {
        var login = JsonSerializer.Deserialize(value, ActivityJson.Default.UserLoggedIn)
            ?? throw new JsonException("The record holds no UserLoggedIn.");
        var notification = new Notification(login.EventId, login.UserId, $"New sign-in from {login.Device}");

        await MessageRetry.Pipeline.ExecuteAsync(async token => await notifications.SendAsync(notification, token), cancellationToken);
    }
}
