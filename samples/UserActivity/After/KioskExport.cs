using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: tells the systems of the building who has signed in at a kiosk.</summary>
internal sealed class KioskExport(IConnection connection, ILogger<KioskExport> logger) : BackgroundService
{
    private static readonly string[] Systems = ["doors", "lights", "heating"];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false, stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            try
            {
                foreach (var system in Systems)
                    await channel.BasicPublishAsync("", routingKey: system, delivery.Body, delivery.CancellationToken);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken);
            }
            catch (Exception e) when (!delivery.CancellationToken.IsCancellationRequested)
            {
                logger.LogError(e, "Login not passed on, it goes to the dead-letter exchange");
                await channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false, delivery.CancellationToken);
            }
        };
        await channel.BasicConsumeAsync("kiosk-logins", autoAck: false, consumer, stoppingToken);

        await Task.Delay(Timeout.Infinite, stoppingToken);
    }
}
