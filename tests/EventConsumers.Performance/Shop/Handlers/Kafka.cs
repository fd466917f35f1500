using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Shop.Feature0;

public sealed class OrderPaidConsumer(IConsumer<string, byte[]> consumer, OrderService orders, ILogger<OrderPaidConsumer> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => ReadAsync(stoppingToken), stoppingToken);

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        consumer.Subscribe("feature0-paid");
        while (!stoppingToken.IsCancellationRequested)
        {
            var result = consumer.Consume(stoppingToken);
            var paid = JsonSerializer.Deserialize<OrderPaid>(result.Message.Value)!;
            if (!await orders.PayAsync(paid.Id, stoppingToken))
                logger.LogWarning("Order {Id} cannot be paid", paid.Id);
            consumer.Commit(result);
        }
    }
}
