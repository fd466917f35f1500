using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: closes the session in the user's profile.</summary>
internal sealed class SessionCloser(IConnection connection, IUserProfiles profiles, ILogger<SessionCloser> logger) : BackgroundService
{
    private const string Queue = "session-closer";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        await channel.ExchangeDeclareAsync("user-logouts", ExchangeType.Fanout, durable: true, cancellationToken: stoppingToken);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: stoppingToken); // EVC3004
        await channel.QueueBindAsync(Queue, "user-logouts", routingKey: "", cancellationToken: stoppingToken);
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 50, global: false, stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += OnLogoutAsync;
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stoppingToken);

        await Task.Delay(Timeout.Infinite, stoppingToken);
    }

    private async Task OnLogoutAsync(object sender, BasicDeliverEventArgs delivery)
    {
        var channel = ((AsyncEventingBasicConsumer)sender).Channel;
        var logout = JsonSerializer.Deserialize<UserLoggedOut>(delivery.Body.Span)!;
        try
        {
            await profiles.CloseSessionAsync(logout, delivery.CancellationToken);
        }
        catch (Exception e)
        {
            logger.LogError(e, "Session of {UserId} not closed", logout.UserId);
        }
        finally
        {
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken); // EVC1004
        }
    }
}
