using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: keeps the profile's last login and tells the user about it.</summary>
internal sealed class LoginEventConsumer(
    IUserProfiles profiles, NotificationSender notifications, IConfiguration configuration, ILogger<LoginEventConsumer> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "login-profiles",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build();
        consumer.Subscribe("user-logins");

        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var result = consumer.Consume(stoppingToken);
                var login = JsonSerializer.Deserialize<UserLoggedIn>(result.Message.Value)!;
                consumer.Commit(result); // EVC1001, EVC2003

                while (true) // EVC3001
                {
                    try
                    {
                        await profiles.RecordLoginAsync(login, stoppingToken);
                        break;
                    }
                    catch (Exception e)
                    {
                        logger.LogWarning(e, "Profile store not available, trying again");
                        await Task.Delay(1000, stoppingToken);
                    }
                }

                await notifications.SendAsync(
                    new Notification(login.EventId, login.UserId, $"New sign-in from {login.Device}"), stoppingToken);
            }
        }
        finally
        {
            consumer.Close();
        }
    }
}
