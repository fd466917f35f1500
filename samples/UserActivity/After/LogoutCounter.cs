using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: takes users who log out off the list of those who are online.</summary>
internal sealed class LogoutCounter(IConnection connection, IUserProfiles profiles, ILogger<LogoutCounter> logger) : BackgroundService
{
    private const string Queue = "user-logouts.online";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false, stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += OnLogoutAsync;
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stoppingToken);

        await Task.Delay(Timeout.Infinite, stoppingToken);
    }

    private async Task OnLogoutAsync(object sender, BasicDeliverEventArgs delivery)
    {
        var channel = ((AsyncEventingBasicConsumer)sender).Channel;
        try
        {
            using var activity = Telemetry.Process(Queue);
            var logout = JsonSerializer.Deserialize(delivery.Body.Span, ActivityJson.Default.UserLoggedOut)
                ?? throw new JsonException("The message holds no UserLoggedOut.");
            await MessageRetry.Pipeline.ExecuteAsync(
                async token => await profiles.SetOnlineAsync(logout.UserId, online: false, token), delivery.CancellationToken);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken);
        }
        catch (Exception e) when (!delivery.CancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "Logout goes to the dead-letter exchange");
            await channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false, delivery.CancellationToken);
        }
    }
}
