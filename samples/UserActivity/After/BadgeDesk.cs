using Confluent.Kafka;
using StackExchange.Redis;

namespace UserActivity;

/// <summary>Redis and Kafka: notes in the profile that a visitor has given the badge back, and calls in the badges that are missing.</summary>
internal sealed class BadgeDesk(
    IConnectionMultiplexer redis, IUserProfiles profiles, IProducer<string, byte[]> producer, ILogger<BadgeDesk> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var database = redis.GetDatabase();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 10, CancellationToken = stoppingToken };
        var idleDelay = 10;
        while (!stoppingToken.IsCancellationRequested)
        {
            var returned = await database.StreamReadGroupAsync(
                "badges-returned", "profiles", Environment.MachineName, ">", count: 100, claimMinIdleTime: TimeSpan.FromMinutes(1));
            if (returned.Length == 0)
            {
                await Task.Delay(idleDelay, stoppingToken);
                idleDelay = Math.Min(idleDelay * 2, 1000);
                continue;
            }

            idleDelay = 10;
            await Parallel.ForEachAsync(returned, parallel, async (badge, cancellationToken) =>
                await profiles.SetOnlineAsync(badge["visitor"].ToString(), online: false, cancellationToken));
            await database.StreamAcknowledgeAsync("badges-returned", "profiles", [.. returned.Select(badge => badge.Id)]);
        }
    }

    public void CallIn(IEnumerable<string> badges)
    {
        foreach (var badge in badges)
        {
            while (!TryCallIn(badge))
                producer.Poll(TimeSpan.FromMilliseconds(100));
        }
    }

    private bool TryCallIn(string badge)
    {
        try
        {
            producer.Produce("badges-missing", new Message<string, byte[]> { Key = badge, Value = [] }, Report);
            return true;
        }
        catch (ProduceException<string, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    private void Report(DeliveryReport<string, byte[]> report)
    {
        if (report.Error.IsError)
            logger.LogError("Badge {Badge} is not called in: {Reason}", report.Key, report.Error.Reason);
    }
}
