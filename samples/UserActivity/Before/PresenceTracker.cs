using System.Collections.Concurrent;

namespace UserActivity;

/// <summary>Knows who is online.</summary>
internal sealed class PresenceTracker : BackgroundService
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _online = new();

    public bool IsOnline(string userId) => _online.ContainsKey(userId);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ActivityBus.LoggedIn += OnLoggedIn;
        try
        {
            await foreach (var logout in ActivityBus.Logouts.Reader.ReadAllAsync(stoppingToken))
                _online.TryRemove(logout.UserId, out _);
        }
        finally
        {
            ActivityBus.LoggedIn -= OnLoggedIn;
        }
    }

    private void OnLoggedIn(UserLoggedIn login) => _online[login.UserId] = login.At;
}
