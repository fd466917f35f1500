using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: tells the user that a session has ended.</summary>
internal sealed class LogoutNotifier(IConnection connection, NotificationSender notifications, ILogger<LogoutNotifier> logger)
    : BackgroundService
{
    private const string Queue = "logout-notifications";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        await channel.ExchangeDeclareAsync("user-logouts", ExchangeType.Fanout, durable: true, cancellationToken: stoppingToken);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: stoppingToken); // EVC3004
        await channel.QueueBindAsync(Queue, "user-logouts", routingKey: "", cancellationToken: stoppingToken);
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false, stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            try
            {
                var logout = JsonSerializer.Deserialize<UserLoggedOut>(Encoding.UTF8.GetString(delivery.Body.Span))!; // EVC6002
                Thread.Sleep(200); // EVC2001
                await notifications.SendAsync(
                    new Notification(logout.EventId, logout.UserId, $"Signed out on {logout.Device}"), delivery.CancellationToken);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Logout notification failed");
                await channel.BasicNackAsync(delivery.DeliveryTag, false, requeue: true, delivery.CancellationToken); // EVC3002
            }
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stoppingToken);

        await Task.Delay(Timeout.Infinite, stoppingToken);
    }
}
