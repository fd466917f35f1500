// Trap: functions that settle by returning: Kafka in batches, RabbitMQ, Event Hubs and storage queues; exceptions leave them.
using Microsoft.Azure.Functions.Worker;

namespace ValidCode.FunctionsIsolated;

public interface IReadings
{
    Task AddAsync(IEnumerable<string> readings, CancellationToken cancellationToken);
}

public sealed class OtherTriggers
{
    private readonly IReadings _readings;

    public OtherTriggers(IReadings readings) => _readings = readings;

    [Function("kafka")]
    public Task KafkaAsync([KafkaTrigger("brokers", "readings", ConsumerGroup = "functions", IsBatched = true)] string[] events, CancellationToken cancellationToken) =>
        _readings.AddAsync(events, cancellationToken);

    [Function("rabbit")]
    public Task RabbitAsync([RabbitMQTrigger("readings", ConnectionStringSetting = "Rabbit")] string reading, CancellationToken cancellationToken) =>
        _readings.AddAsync(new[] { reading }, cancellationToken);

    [Function("hub")]
    public async Task HubAsync([EventHubTrigger("readings", IsBatched = true)] string[] events, FunctionContext context)
    {
        foreach (var page in events.Chunk(100))
            await _readings.AddAsync(page, context.CancellationToken);
    }

    [Function("queue")]
    [ExponentialBackoffRetry(5, "00:00:01", "00:01:00")]
    public Task QueueAsync([QueueTrigger("readings")] string reading) =>
        reading.Length == 0 ? Task.CompletedTask : _readings.AddAsync(new[] { reading }, CancellationToken.None);
}
