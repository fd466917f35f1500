using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: tells users that somebody has signed in with their account.</summary>
internal sealed class SignInMailer(NotificationSender notifications, IConfiguration configuration) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig // EVC1003
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "sign-in-mails",
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build();
        consumer.Subscribe("user-logins");

        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var result = consumer.Consume(stoppingToken);
                var login = JsonSerializer.Deserialize<UserLoggedIn>(result.Message.Value)!;
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
