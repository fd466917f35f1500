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
        while (!stoppingToken.IsCancellationRequested)
        {
            var returned = await database.StreamReadGroupAsync( // EVC2008
                "badges-returned", "profiles", Environment.MachineName, ">", count: 100, claimMinIdleTime: TimeSpan.FromMinutes(1));
            foreach (var badge in returned)
                await profiles.SetOnlineAsync(badge["visitor"].ToString(), online: false, stoppingToken); // EVC2011

            if (returned.Length > 0)
                await database.StreamAcknowledgeAsync("badges-returned", "profiles", [.. returned.Select(badge => badge.Id)]);
        }
    }

    public void CallIn(IEnumerable<string> badges)
    {
        foreach (var badge in badges)
            producer.Produce("badges-missing", new Message<string, byte[]> { Key = badge, Value = [] }, Report); // EVC4006
    }

    private void Report(DeliveryReport<string, byte[]> report)
    {
        if (report.Error.IsError)
            logger.LogError("Badge {Badge} is not called in: {Reason}", report.Key, report.Error.Reason);
    }
}
