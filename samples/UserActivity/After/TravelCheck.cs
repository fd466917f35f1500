using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: tells users whose account is used from a device that it does not know.</summary>
internal sealed class TravelCheck(
    IUserProfiles profiles, NotificationSender notifications,
    DeadLetterTopic deadLetters, IConfiguration configuration, ILogger<TravelCheck> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "travel-check",
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
                    await MessageRetry.Pipeline.ExecuteAsync(async token => await CheckAsync(result.Message.Value, token), stoppingToken);
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

    private async Task CheckAsync(byte[] value, CancellationToken cancellationToken)
    {
        var login = JsonSerializer.Deserialize(value, ActivityJson.Default.UserLoggedIn)
            ?? throw new JsonException("The record holds no UserLoggedIn.");
        if (!await profiles.KnowsDeviceAsync(login.UserId, login.Device, cancellationToken))
        {
            await notifications.SendAsync(
                new Notification(login.EventId, login.UserId, $"Was it you? {login.Device}"), cancellationToken);
        }
    }
}
