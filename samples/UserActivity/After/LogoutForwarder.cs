using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: passes each logout on to the queue of the support desk.</summary>
internal sealed class LogoutForwarder(IConnection connection, ILogger<LogoutForwarder> logger) : BackgroundService
{
    private const string Queue = "logout-forwarder";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var arguments = new Dictionary<string, object?>
        {
            [Headers.XQueueType] = "quorum",
            [Headers.XDeadLetterExchange] = DeadLetterExchange.Name,
            ["x-delivery-limit"] = 5,
        };
        var confirmed = new CreateChannelOptions(
            publisherConfirmationsEnabled: true,
            publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(128));
        await using var channel = await connection.CreateChannelAsync(confirmed, stoppingToken);
        await DeadLetterExchange.DeclareAsync(channel, stoppingToken);
        await channel.ExchangeDeclareAsync("user-logouts", ExchangeType.Fanout, durable: true, cancellationToken: stoppingToken);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: stoppingToken);
        await channel.QueueBindAsync(Queue, "user-logouts", routingKey: "", cancellationToken: stoppingToken);
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false, stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            try
            {
                using var activity = Telemetry.Process(Queue);
                await channel.BasicPublishAsync(
                    exchange: "", routingKey: "support-desk", body: delivery.Body, cancellationToken: delivery.CancellationToken);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken);
            }
            catch (Exception e) when (!delivery.CancellationToken.IsCancellationRequested)
            {
                logger.LogError(e, "Logout goes to the dead-letter exchange, the support desk does not know of it");
                await channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false, delivery.CancellationToken);
            }
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stoppingToken);

        await Task.Delay(Timeout.Infinite, stoppingToken);
    }
}
