using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: takes users who log out off the list of those who are online.</summary>
internal sealed class LogoutCounter(IChannel channel, IUserProfiles profiles) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await channel.BasicQosAsync(0, 100, global: false, stoppingToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, ea) =>
        {
            var logout = JsonSerializer.Deserialize<UserLoggedOut>(ea.Body.Span)!;
            await profiles.SetOnlineAsync(logout.UserId, online: false, stoppingToken);
        };
        await channel.BasicConsumeAsync("user-logouts.online", autoAck: false, consumer, stoppingToken); // EVC1006
    }
}
