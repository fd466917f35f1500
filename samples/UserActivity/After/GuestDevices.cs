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
        var arguments = new Dictionary<string, object?>
        {
            [Headers.XQueueType] = "quorum",
            [Headers.XDeadLetterExchange] = DeadLetterExchange.Name,
            ["x-delivery-limit"] = 5,
        };
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        await DeadLetterExchange.DeclareAsync(channel, stoppingToken);
        await channel.ExchangeDeclareAsync("user-logouts", ExchangeType.Fanout, durable: true, cancellationToken: stoppingToken);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: stoppingToken);
        await channel.QueueBindAsync(Queue, "user-logouts", routingKey: "", cancellationToken: stoppingToken);
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false, stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            try
            {
                using var activity = Telemetry.Process(Queue);
                var logout = JsonSerializer.Deserialize(delivery.Body.Span, ActivityJson.Default.UserLoggedOut)
                    ?? throw new JsonException("The message holds no UserLoggedOut.");
                await profiles.ForgetDevicesAsync([logout], delivery.CancellationToken);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken);
            }
            catch (Exception e) when (!delivery.CancellationToken.IsCancellationRequested)
            {
                logger.LogError(e, "Device not forgotten, the logout goes to the dead-letter exchange");
                await channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false, delivery.CancellationToken);
            }
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stoppingToken);

        await Task.Delay(Timeout.Infinite, stoppingToken);
    }
}
