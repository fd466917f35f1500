// Trap: the receiver settles nothing and awaits no work; the pump does both, and acknowledges many deliveries at once.
using System.Text.Json;
using EventConsumers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.EventConsumers;

public sealed class PumpOverRabbitMq : BackgroundService
{
    private readonly IConnection _connection;
    private readonly IOrderStore _orders;
    private readonly ILogger<PumpOverRabbitMq> _logger;

    public PumpOverRabbitMq(IConnection connection, IOrderStore orders, ILogger<PumpOverRabbitMq> logger) =>
        (_connection, _orders, _logger) = (connection, orders, logger);

    private sealed record Delivery(ulong Tag, string RoutingKey, byte[] Body);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var channel = await _connection.CreateChannelAsync(cancellationToken: stoppingToken);
        await using var parking = await _connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, new ThrottlingRateLimiter(128)), stoppingToken);
        await channel.BasicQosAsync(0, 500, false, stoppingToken);
        var retry = new RetryThenDeadLetter<Delivery>(
            HandleAsync,
            async (letter, cancellationToken) =>
            {
                var properties = new BasicProperties { Persistent = true, Headers = letter.Headers.ToDictionary(header => header.Key, header => (object?)header.Value) };
                await parking.BasicPublishAsync("", "orders.parked", mandatory: true, properties, letter.Message.Body, cancellationToken);
            },
            new RetryOptions<Delivery> { MaxAttempts = 5, Choose = exception => exception is JsonException ? FailureChoice.DeadLetter : FailureChoice.Retry });
        await using var pump = new MessagePump<Delivery>(
            retry.HandleAsync,
            Settlements.Cumulative<Delivery>(
                delivery => (long)delivery.Tag,
                (tag, cancellationToken) => channel.BasicAckAsync((ulong)tag, multiple: true, cancellationToken),
                release: (delivery, cancellationToken) => channel.BasicNackAsync(delivery.Tag, multiple: false, requeue: true, cancellationToken)),
            new MessagePumpOptions<Delivery>
            {
                Concurrency = 50,
                Capacity = 500,
                Order = MessageOrder.ByKey<Delivery, string>(delivery => delivery.RoutingKey),
                Logger = _logger,
            });
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, ea) =>
        {
            if (!await pump.WriteAsync(new Delivery(ea.DeliveryTag, ea.RoutingKey, ea.Body.ToArray()), stoppingToken))
                _logger.LogInformation("The pump stops; {Tag} is left to the broker", ea.DeliveryTag);
        };
        await channel.BasicConsumeAsync("orders", autoAck: false, consumer, stoppingToken);
        await pump.Completion.WaitAsync(stoppingToken);
    }

    private async ValueTask HandleAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.Deserialize(delivery.Body, MessageJson.Default.OrderPlaced) ?? throw new JsonException("No order.");
        await _orders.SaveAsync(order, cancellationToken);
    }
}
