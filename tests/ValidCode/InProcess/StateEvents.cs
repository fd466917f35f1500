// Trap: an event with a payload on a singleton of a web application, but it tells of this instance's own state: its configuration, its leader lock.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ValidCode.InProcess;

public sealed class FeatureFlags
{
    public Dictionary<string, bool> Flags { get; set; } = new();
}

public sealed class LeaderLock
{
    public event Action<bool>? LeadershipChanged;

    public bool IsLeader { get; private set; }

    public void Set(bool isLeader)
    {
        if (IsLeader == isLeader)
            return;
        IsLeader = isLeader;
        LeadershipChanged?.Invoke(isLeader);
    }
}

public sealed class Scheduler : IHostedService, IDisposable
{
    private readonly LeaderLock _leader;
    private readonly IDisposable? _subscription;
    private bool _runs;

    public Scheduler(LeaderLock leader, IOptionsMonitor<FeatureFlags> flags)
    {
        _leader = leader;
        _subscription = flags.OnChange(value => _runs = value.Flags.GetValueOrDefault("scheduler"));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _leader.LeadershipChanged += OnLeadershipChanged;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _leader.LeadershipChanged -= OnLeadershipChanged;
        return Task.CompletedTask;
    }

    public void Dispose() => _subscription?.Dispose();

    public static void Register(IServiceCollection services) => services.AddSingleton<LeaderLock>().AddHostedService<Scheduler>();

    private void OnLeadershipChanged(bool isLeader) => _runs = isLeader;
}
