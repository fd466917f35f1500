using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: tells users whose account is used from a device that it does not know.</summary>
internal sealed class TravelCheck(IUserProfiles profiles, NotificationSender notifications, IConfiguration configuration) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "travel-check",
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build(); // EVC5009
        consumer.Subscribe("user-logins");

        while (!stoppingToken.IsCancellationRequested)
        {
            var result = consumer.Consume(stoppingToken);
            var login = JsonSerializer.Deserialize<UserLoggedIn>(result.Message.Value)!;
            if (!await profiles.KnowsDeviceAsync(login.UserId, login.Device, stoppingToken))
            {
                await notifications.SendAsync(
                    new Notification(login.EventId, login.UserId, $"Was it you? {login.Device}"), stoppingToken);
            }

            consumer.StoreOffset(result); // EVC1013
        }
    }
}
