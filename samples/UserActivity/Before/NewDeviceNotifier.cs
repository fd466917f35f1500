using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: tells the user of a sign-in from a device that was never seen before.</summary>
internal sealed class NewDeviceNotifier(IUserProfiles profiles, NotificationSender notifications, IConfiguration configuration) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => Read(stoppingToken), stoppingToken);

    private void Read(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "new-devices",
            EnableAutoOffsetStore = false,
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build(); // EVC5009
        consumer.Subscribe("user-logins");

        while (!stoppingToken.IsCancellationRequested)
        {
            var result = consumer.Consume(stoppingToken);
            var login = JsonSerializer.Deserialize<UserLoggedIn>(result.Message.Value)!;
            if (!profiles.KnowsDeviceAsync(login.UserId, login.Device, stoppingToken).Result) // EVC2002
                _ = notifications.SendAsync(new Notification(login.EventId, login.UserId, $"New device: {login.Device}"), stoppingToken); // EVC1009

            consumer.StoreOffset(result);
        }
    }
}
