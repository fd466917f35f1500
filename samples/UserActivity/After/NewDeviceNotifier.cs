using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: tells the user of a sign-in from a device that was never seen before.</summary>
internal sealed class NewDeviceNotifier(
    IUserProfiles profiles, NotificationSender notifications, DeadLetterTopic deadLetters, IConfiguration configuration, ILogger<NewDeviceNotifier> logger)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => ReadAsync(stoppingToken), stoppingToken);

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "new-devices",
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
                    await MessageRetry.Pipeline.ExecuteAsync(async token => await NotifyAsync(result, token), stoppingToken);
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

    private async Task NotifyAsync(ConsumeResult<string, byte[]> result, CancellationToken cancellationToken)
    {
        var login = JsonSerializer.Deserialize(result.Message.Value, ActivityJson.Default.UserLoggedIn)
            ?? throw new JsonException("The message holds no UserLoggedIn.");
        if (!await profiles.KnowsDeviceAsync(login.UserId, login.Device, cancellationToken))
        {
            var notification = new Notification(login.EventId, login.UserId, $"New device: {login.Device}");
            await notifications.SendAsync(notification, cancellationToken);
        }
    }
}
