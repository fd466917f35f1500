using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: counts logouts, and keeps the latest ones for the support desk.</summary>
internal sealed class LogoutStatistics(IConnection connection, ILogger<LogoutStatistics> logger) : BackgroundService
{
    private const string Queue = "logout-statistics";

    private readonly byte[]?[] _latest = new byte[]?[20];
    private byte[]? _last;
    private long _count;

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
            if (delivery.Body.IsEmpty)
            {
                logger.LogWarning("A logout without a body goes to the dead-letter exchange");
                await channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false, delivery.CancellationToken);
                return;
            }

            if (logger.IsEnabled(LogLevel.Information))
                logger.LogInformation("Logout {Body}", Encoding.UTF8.GetString(delivery.Body.Span));
            _latest[_count++ % _latest.Length] = _last;
            _last = delivery.Body.ToArray();
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stoppingToken);

        await Task.Delay(Timeout.Infinite, stoppingToken);
    }
}
