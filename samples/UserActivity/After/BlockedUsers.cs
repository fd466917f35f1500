using System.Collections.Concurrent;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: knows who is blocked, from the compacted topic that says so.</summary>
internal sealed class BlockedUsers(IConfiguration configuration) : BackgroundService
{
    private readonly ConcurrentDictionary<string, bool> _blocked = new();

    public bool Contains(string userId) => _blocked.ContainsKey(userId);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => Read(stoppingToken), stoppingToken);

    private void Read(CancellationToken stoppingToken)
    {
        using var consumer = new ConsumerBuilder<string, byte[]>(
            new ConsumerConfig { BootstrapServers = configuration["Kafka:Brokers"], GroupId = "blocked-users", EnableAutoCommit = false }).Build();
        consumer.Assign(new TopicPartitionOffset("blocked-users", 0, Offset.Beginning));
        while (!stoppingToken.IsCancellationRequested)
        {
            var user = consumer.Consume(stoppingToken).Message;
            if (user.Value is null)
                _blocked.TryRemove(user.Key, out _);
            else
                _blocked[user.Key] = true;
        }
    }
}
