using System.Text.Json;
using System.Threading.Channels;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: warns the user about a login from a device not seen before.</summary>
internal sealed class SuspiciousLoginDetector(
    IUserProfiles profiles, NotificationSender notifications, IConfiguration configuration)
    : BackgroundService
{
    private readonly Channel<UserLoggedIn> _toCheck = Channel.CreateUnbounded<UserLoggedIn>(); // EVC4001

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(ReadAsync(stoppingToken), CheckAsync(stoppingToken));

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "suspicious-logins",
            EnableAutoOffsetStore = false,
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build();
        consumer.Subscribe("user-logins");

        await Task.Yield();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var result = consumer.Consume(stoppingToken);
                var login = JsonSerializer.Deserialize<UserLoggedIn>(result.Message.Value)!;
                await _toCheck.Writer.WriteAsync(login, stoppingToken);
                consumer.StoreOffset(result); // EVC1001
            }
        }
        finally
        {
            consumer.Close();
        }
    }

    private async Task CheckAsync(CancellationToken stoppingToken)
    {
        await foreach (var login in _toCheck.Reader.ReadAllAsync(stoppingToken))
        {
            if (await profiles.KnowsDeviceAsync(login.UserId, login.Device, stoppingToken))
                continue;

            await notifications.SendAsync(
                new Notification(login.EventId, login.UserId, $"Was it you who signed in on {login.Device}?"), stoppingToken);
        }
    }
}
