// Trap: automatic commit is on, and StoreOffset is called for every message, but after the work and without a round trip.
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ValidCode.Kafka;

public sealed class StoreOffsetAfterWork : BackgroundService
{
    private readonly IOrderStore _orders;
    private readonly ILogger<StoreOffsetAfterWork> _logger;
    private readonly ConsumerConfig _config = new()
    {
        BootstrapServers = "kafka:9092",
        GroupId = "order-writer",
        EnableAutoCommit = true,
        EnableAutoOffsetStore = false,
        AutoOffsetReset = AutoOffsetReset.Earliest,
    };

    public StoreOffsetAfterWork(IOrderStore orders, ILogger<StoreOffsetAfterWork> logger)
    {
        _orders = orders;
        _logger = logger;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var consumer = new ConsumerBuilder<string, byte[]>(_config).Build();
        consumer.Subscribe("orders.placed");
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var result = consumer.Consume(stoppingToken);
                var order = JsonSerializer.Deserialize(result.Message.Value, MessageJson.Default.OrderPlaced);
                if (order is not null)
                    await _orders.SaveAsync(order, stoppingToken);
                consumer.StoreOffset(result);
                _logger.LogDebug("Handled {Offset}", result.TopicPartitionOffset);
            }
        }
        catch (OperationCanceledException)
        {
            _logger.LogInformation("Stopping");
        }
        finally
        {
            consumer.Close();
        }
    }
}
