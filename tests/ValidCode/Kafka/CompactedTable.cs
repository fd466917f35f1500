// Trap: a dictionary that a poll loop fills and nothing empties, but it is a cache: the latest value of each key.
using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;

namespace ValidCode.Kafka;

public sealed class CompactedTable : BackgroundService
{
    private readonly ConcurrentDictionary<string, string> _prices = new();
    private readonly IConsumer<string, string?> _consumer;

    public CompactedTable(IConsumer<string, string?> consumer) => _consumer = consumer;

    public string? PriceOf(string article) => _prices.TryGetValue(article, out var price) ? price : null;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => Follow(stoppingToken), stoppingToken);

    private void Follow(CancellationToken stoppingToken)
    {
        _consumer.Assign(new TopicPartitionOffset("prices", 0, Offset.Beginning));
        while (!stoppingToken.IsCancellationRequested)
        {
            var message = _consumer.Consume(stoppingToken).Message;
            if (message.Value is { } price)
                _prices[message.Key] = price;
            else
                _prices.TryRemove(message.Key, out _);
        }

        _consumer.Close();
    }
}
