using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: forgets the devices of guests, who do not come back.</summary>
internal sealed class GuestDevices(IConnection connection, IUserProfiles profiles, ILogger<GuestDevices> logger) : BackgroundService
{
    private const string Queue = "guest-devices";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        await channel.ExchangeDeclareAsync("user-logouts", ExchangeType.Fanout, durable: true, cancellationToken: stoppingToken);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: stoppingToken);
        await channel.QueueBindAsync(Queue, "user-logouts", routingKey: "", cancellationToken: stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            try
            {
                var logout = JsonSerializer.Deserialize<UserLoggedOut>(delivery.Body.Span)!;
                await profiles.ForgetDevicesAsync([logout], delivery.CancellationToken);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Device not forgotten");
                await channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false, delivery.CancellationToken); // EVC3003
            }
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stoppingToken); // EVC4002

        await Task.Delay(Timeout.Infinite, stoppingToken);
    }
}
