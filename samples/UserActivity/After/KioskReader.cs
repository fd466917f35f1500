using StackExchange.Redis;

namespace UserActivity;

/// <summary>Redis: notes in the profile who has signed in at a kiosk.</summary>
internal sealed class KioskReader(IConnectionMultiplexer redis, IUserProfiles profiles) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var database = redis.GetDatabase();
        while (!stoppingToken.IsCancellationRequested)
        {
            // What a consumer that is gone, or failed, has left unsettled for a minute.
            var left = await database.StreamAutoClaimAsync(
                "kiosk-logins", "profiles", Environment.MachineName, minIdleTimeInMs: 60_000, startAtId: "0-0", count: 100);
            var logins = left.ClaimedEntries is { Length: > 0 } claimed
                ? claimed
                : await database.StreamReadGroupAsync("kiosk-logins", "profiles", Environment.MachineName, ">", count: 100);
            await Parallel.ForEachAsync(logins, stoppingToken, async (login, cancellationToken) =>
                await profiles.SetOnlineAsync(login["badge"].ToString(), online: true, cancellationToken));

            if (logins.Length > 0)
                await database.StreamAcknowledgeAsync("kiosk-logins", "profiles", [.. logins.Select(login => login.Id)]);
            else
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
        }
    }
}
