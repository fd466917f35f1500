// Trap: a tool that dumps a topic and never commits; unbound generic names, null-conditional assignment, collection expressions.
using Confluent.Kafka;

var config = new ConsumerConfig
{
    BootstrapServers = args is [var servers, ..] ? servers : "localhost:9092",
    GroupId = nameof(List<>),
    EnableAutoCommit = false,
};
string[] topics = [.. args.Skip(1)];
Statistics? statistics = new();

using var consumer = new ConsumerBuilder<Ignore, string>(config).Build();
consumer.Assign(topics.Select(topic => new TopicPartitionOffset(topic, 0, Offset.Beginning)));
while (consumer.Consume(TimeSpan.FromSeconds(5)) is { } result)
{
    Console.WriteLine(result.Message.Value);
    statistics?.Count += 1;
}

Console.WriteLine($"{statistics?.Count} messages");
consumer.Close();

internal sealed class Statistics
{
    public int Count { get => field; set => field = value < 0 ? 0 : value; }
}
