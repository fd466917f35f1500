using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: shows logouts to the support desk as they come.</summary>
internal sealed class SupportDesk(IConnection connection, ILogger<SupportDesk> logger) : BackgroundService
{
    private const string Queue = "support-desk";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var arguments = new Dictionary<string, object?>
        {
            [Headers.XQueueType] = "quorum",
            [Headers.XDeadLetterExchange] = DeadLetterExchange.Name,
            ["x-delivery-limit"] = 5,
        };
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        await DeadLetterExchange.DeclareAsync(channel, stoppingToken);
        await channel.ExchangeDeclareAsync("user-logouts", ExchangeType.Fanout, durable: true, cancellationToken: stoppingToken);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: stoppingToken);
        await channel.QueueBindAsync(Queue, "user-logouts", routingKey: "", cancellationToken: stoppingToken);
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false, stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            using var activity = Telemetry.Process(Queue);
            if (logger.IsEnabled(LogLevel.Information))
                logger.LogInformation("Logout {Body}", Encoding.UTF8.GetString(delivery.Body.Span));
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stoppingToken);

        await Task.Delay(Timeout.Infinite, stoppingToken);
    }
}
