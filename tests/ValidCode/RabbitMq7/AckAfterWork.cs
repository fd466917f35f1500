// Trap: ack, nack and requeue in one handler: ack after the work, no requeue for a bad message, requeue only when stopping.
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class AckAfterWork : BackgroundService
{
    private readonly IConnection _connection;
    private readonly IOrderStore _orders;

    public AckAfterWork(IConnection connection, IOrderStore orders)
    {
        _connection = connection;
        _orders = orders;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: stoppingToken);
        var arguments = new Dictionary<string, object?> { ["x-dead-letter-exchange"] = "orders.dead", ["x-queue-type"] = "quorum" };
        await channel.QueueDeclareAsync("orders", durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: stoppingToken);
        await channel.BasicQosAsync(0, 100, false, stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            try
            {
                var order = JsonSerializer.Deserialize(delivery.Body.Span, MessageJson.Default.OrderPlaced);
                await _orders.SaveAsync(order ?? throw new InvalidOrderException("null"), stoppingToken);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                await channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true, CancellationToken.None);
            }
            catch (Exception)
            {
                await channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: false, stoppingToken);
            }
        };
        await channel.BasicConsumeAsync("orders", autoAck: false, consumer, stoppingToken);
        await Task.Delay(Timeout.Infinite, stoppingToken);
    }
}
