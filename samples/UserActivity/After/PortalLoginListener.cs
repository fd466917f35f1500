using StackExchange.Redis;

namespace UserActivity;

/// <summary>Redis: the old portal says which user has just signed in.</summary>
internal sealed class PortalLoginListener(IConnectionMultiplexer redis, IUserProfiles profiles, ILogger<PortalLoginListener> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var subscriber = redis.GetSubscriber();
        var logins = await subscriber.SubscribeAsync(RedisChannel.Literal("portal-logins"));
        logins.OnMessage(async login =>
        {
            using var activity = Telemetry.Process("portal-logins");
            try
            {
                await MessageRetry.Pipeline.ExecuteAsync(
                    async token => await profiles.SetOnlineAsync(login.Message.ToString(), online: true, token), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogError(e, "Portal login of {UserId} not recorded", login.Message);
            }
        });

        try
        {
            await Task.Delay(Timeout.Infinite, stoppingToken);
        }
        finally
        {
            await logins.UnsubscribeAsync();
        }
    }
}
