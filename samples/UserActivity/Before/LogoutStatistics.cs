using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: counts logouts, and keeps the latest ones for the support desk.</summary>
internal sealed class LogoutStatistics(IConnection connection, ILogger<LogoutStatistics> logger) : BackgroundService
{
    private const string Queue = "logout-statistics";

    private readonly ReadOnlyMemory<byte>[] _latest = new ReadOnlyMemory<byte>[20];
    private ReadOnlyMemory<byte> _last;
    private long _count;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        await channel.ExchangeDeclareAsync("user-logouts", ExchangeType.Fanout, durable: true, cancellationToken: stoppingToken);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: stoppingToken);
        await channel.QueueBindAsync(Queue, "user-logouts", routingKey: "", cancellationToken: stoppingToken);
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false, stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            if (delivery.Body.IsEmpty)
            {
                logger.LogWarning("A logout without a body");
                await channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false, delivery.CancellationToken); // EVC3003
            }

            logger.LogInformation("Logout {Body}", Encoding.UTF8.GetString(delivery.Body.ToArray())); // EVC6003
            _latest[_count++ % _latest.Length] = _last;
            _last = delivery.Body; // EVC1011
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken); // EVC1008
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stoppingToken);

        await Task.Delay(Timeout.Infinite, stoppingToken);
    }
}
