using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: passes each logout on to the queue of the support desk.</summary>
internal sealed class LogoutForwarder(IConnection connection) : BackgroundService
{
    private const string Queue = "logout-forwarder";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var confirmed = new CreateChannelOptions(
            publisherConfirmationsEnabled: true,
            publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(128));
        await using var channel = await connection.CreateChannelAsync(confirmed, stoppingToken);
        await channel.ExchangeDeclareAsync("user-logouts", ExchangeType.Fanout, durable: true, cancellationToken: stoppingToken);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: stoppingToken); // EVC3004
        await channel.QueueBindAsync(Queue, "user-logouts", routingKey: "", cancellationToken: stoppingToken);
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false, stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await channel.BasicPublishAsync(exchange: "", routingKey: "support-desk", body: delivery.Body); // EVC5011
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken); // EVC1007
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stoppingToken);

        await Task.Delay(Timeout.Infinite, stoppingToken);
    }
}
