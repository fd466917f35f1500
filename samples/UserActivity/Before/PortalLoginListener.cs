using StackExchange.Redis;

namespace UserActivity;

/// <summary>Redis: the old portal says which user has just signed in.</summary>
internal sealed class PortalLoginListener(IConnectionMultiplexer redis, IUserProfiles profiles) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var subscriber = redis.GetSubscriber();
        subscriber.Subscribe(RedisChannel.Literal("portal-logins"), async (_, userId) => // EVC1010
        {
            await profiles.SetOnlineAsync(userId.ToString(), online: true, stoppingToken);
        });

        await Task.Delay(Timeout.Infinite, stoppingToken);
    }
}
