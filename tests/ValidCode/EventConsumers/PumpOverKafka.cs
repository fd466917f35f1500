// Trap: the poll loop never stores an offset and never waits for the work; the settlement does it behind the handler.
using System.Text.Json;
using Confluent.Kafka;
using EventConsumers;
using Microsoft.Extensions.Hosting;

namespace ValidCode.EventConsumers;

public sealed class PumpOverKafka : BackgroundService
{
    private readonly IOrderStore _orders;
    private readonly IProducer<string, byte[]> _deadLetters;

    public PumpOverKafka(IOrderStore orders, IProducer<string, byte[]> deadLetters) => (_orders, _deadLetters) = (orders, deadLetters);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var config = new ConsumerConfig
        {
            BootstrapServers = "kafka:9092",
            GroupId = "order-writer",
            EnableAutoCommit = true,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build();
        consumer.Subscribe("orders.placed");
        var retry = new RetryThenDeadLetter<ConsumeResult<string, byte[]>>(
            async (result, cancellationToken) =>
            {
                var order = JsonSerializer.Deserialize(result.Message.Value, MessageJson.Default.OrderPlaced)!;
                await _orders.SaveAsync(order, cancellationToken);
            },
            async (letter, cancellationToken) => await _deadLetters.ProduceAsync(
                "orders.placed.dead-letters",
                new Message<string, byte[]> { Key = letter.Message.Message.Key, Value = letter.Message.Message.Value },
                cancellationToken));
        await using var pump = new MessagePump<ConsumeResult<string, byte[]>>(
            retry.HandleAsync,
            Settlements.Each<ConsumeResult<string, byte[]>>((result, _) =>
            {
                consumer.StoreOffset(result);
                return ValueTask.CompletedTask;
            }),
            new MessagePumpOptions<ConsumeResult<string, byte[]>> { Concurrency = 1, Order = MessageOrder.Sequential<ConsumeResult<string, byte[]>>() });
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var result = consumer.Consume(stoppingToken);
                if (!await pump.WriteAsync(result, stoppingToken))
                    break;
            }
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            await pump.StopAsync(CancellationToken.None);
            consumer.Close();
        }
    }
}
