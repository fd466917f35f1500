using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Shop.Feature0;

public sealed class OrderPaidConsumer(IChannel channel, OrderService orders, ILogger<OrderPaidConsumer> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false, stoppingToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += HandleAsync;
        await channel.BasicConsumeAsync("feature0-paid", autoAck: false, consumer, stoppingToken);
    }

    private async Task HandleAsync(object sender, BasicDeliverEventArgs delivery)
    {
        try
        {
            var paid = JsonSerializer.Deserialize<OrderPaid>(delivery.Body.Span)!;
            await orders.PayAsync(paid.Id, delivery.CancellationToken);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.LogError(e, "Payment not recorded");
            await channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true, delivery.CancellationToken);
        }
    }
}
