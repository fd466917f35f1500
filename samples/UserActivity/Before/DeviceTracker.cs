using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: closes the device's session and forgets the device.</summary>
internal sealed class DeviceTracker(IConnection connection, IUserProfiles profiles) : BackgroundService
{
    private const string Queue = "device-tracker";

    private readonly BlockingCollection<UserLoggedOut> _toForget = new(); // EVC4001

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        await channel.ExchangeDeclareAsync("user-logouts", ExchangeType.Fanout, durable: true, cancellationToken: stoppingToken);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: stoppingToken); // EVC3004
        await channel.QueueBindAsync(Queue, "user-logouts", routingKey: "", cancellationToken: stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            var logout = JsonSerializer.Deserialize<UserLoggedOut>(delivery.Body.Span)!;
            await profiles.CloseSessionAsync(logout, delivery.CancellationToken);
            _toForget.Add(logout, delivery.CancellationToken);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: true, consumer, stoppingToken); // EVC1002

        await Task.Run(() => ForgetDevicesAsync(stoppingToken), stoppingToken);
    }

    private async Task ForgetDevicesAsync(CancellationToken stoppingToken)
    {
        foreach (var logout in _toForget.GetConsumingEnumerable(stoppingToken))
            await profiles.ForgetDevicesAsync([logout], stoppingToken);
    }
}
