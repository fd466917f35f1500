// Trap: no offset is stored or committed anywhere, and the handler lets every failure through.
using System.Text.Json;
using Confluent.Kafka;
using EventConsumers;
using EventConsumers.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ValidCode.EventConsumers;

public sealed class KafkaConsumerWithRetry : BackgroundService
{
    private readonly KafkaConsumer<string, byte[]> _consumer;
    private readonly IOrderStore _orders;

    public KafkaConsumerWithRetry(IOrderStore orders, IProducer<string, byte[]> producer, ConsumerMetrics metrics, ILogger<KafkaConsumerWithRetry> logger)
    {
        _orders = orders;
        var metadata = new OrderMetadata();
        _consumer = new KafkaConsumer<string, byte[]>(
            new ConsumerConfig { BootstrapServers = "kafka:9092", GroupId = "order-writer", AutoOffsetReset = AutoOffsetReset.Earliest },
            new[] { "orders.placed" },
            metrics.Measure<ConsumeResult<string, byte[]>>(SaveAsync, metadata),
            new KafkaConsumerOptions<string, byte[]>
            {
                Concurrency = 50,
                Order = MessageOrder.ByKey<ConsumeResult<string, byte[]>, string>(result => result.Message.Key),
                DeadLetters = new KafkaDeadLetters<string, byte[]>(producer, "orders.dead-letters"),
                Metadata = metadata,
                Logger = logger,
            });
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _consumer.RunAsync(stoppingToken);

    private async ValueTask SaveAsync(ConsumeResult<string, byte[]> result, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.Deserialize(result.Message.Value, MessageJson.Default.OrderPlaced)!;
        await _orders.SaveAsync(order, cancellationToken);
    }

    private sealed class OrderMetadata : KafkaMessageMetadata<string, byte[]>
    {
        public override string? IdOf(ConsumeResult<string, byte[]> message) => message.Message.Key;
    }
}
