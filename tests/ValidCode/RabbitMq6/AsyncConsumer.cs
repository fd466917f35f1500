// Trap: an async lambda on an event named Received, but of the asynchronous consumer, whose delegate returns a task.
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq6;

public sealed class AsyncConsumer : BackgroundService
{
    private readonly IOrderStore _orders;
    private readonly IConnection _connection = new ConnectionFactory { DispatchConsumersAsync = true, ConsumerDispatchConcurrency = 4, AutomaticRecoveryEnabled = true }.CreateConnection();

    public AsyncConsumer(IOrderStore orders) => _orders = orders;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var channel = _connection.CreateModel();
        channel.BasicQos(0, 100, false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.Received += async (_, ea) =>
        {
            try
            {
                var order = JsonSerializer.Deserialize(ea.Body.Span, MessageJson.Default.OrderPlaced);
                await _orders.SaveAsync(order!, stoppingToken);
            }
            catch (JsonException)
            {
                channel.BasicReject(ea.DeliveryTag, requeue: false);
                return;
            }

            channel.BasicAck(ea.DeliveryTag, multiple: false);
        };
        channel.BasicConsume("orders", autoAck: false, consumer);
        await Task.Delay(Timeout.Infinite, stoppingToken);
    }

    public override void Dispose()
    {
        _connection.Dispose();
        base.Dispose();
    }
}
