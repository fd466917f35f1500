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
            var logins = await database.StreamReadGroupAsync("kiosk-logins", "profiles", Environment.MachineName, ">", count: 100); // EVC1022
            foreach (var login in logins)
                await profiles.SetOnlineAsync(login["badge"].ToString(), online: true, stoppingToken); // EVC2011

            if (logins.Length > 0)
                await database.StreamAcknowledgeAsync("kiosk-logins", "profiles", [.. logins.Select(login => login.Id)]);
            else
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
        }
    }
}
