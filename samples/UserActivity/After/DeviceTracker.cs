using System.Text.Json;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: closes the device's session and forgets the device, one write for many logouts.</summary>
internal sealed class DeviceTracker(IConnection connection, IUserProfiles profiles, ILogger<DeviceTracker> logger) : BackgroundService
{
    private const string Queue = "device-tracker";
    private const int BatchSize = 50;

    private readonly Channel<(ulong DeliveryTag, UserLoggedOut Logout)> _toForget =
        Channel.CreateBounded<(ulong, UserLoggedOut)>(new BoundedChannelOptions(BatchSize) { FullMode = BoundedChannelFullMode.Wait });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var arguments = new Dictionary<string, object?>
        {
            [Headers.XQueueType] = "quorum",
            [Headers.XDeadLetterExchange] = DeadLetterExchange.Name,
            ["x-delivery-limit"] = 5,
        };
        // One delivery at a time keeps the tags in order, which an acknowledgement of many relies on.
        var inOrder = new CreateChannelOptions(
            publisherConfirmationsEnabled: false, publisherConfirmationTrackingEnabled: false, consumerDispatchConcurrency: 1);
        await using var channel = await connection.CreateChannelAsync(inOrder, stoppingToken);
        await DeadLetterExchange.DeclareAsync(channel, stoppingToken);
        await channel.ExchangeDeclareAsync("user-logouts", ExchangeType.Fanout, durable: true, cancellationToken: stoppingToken);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: stoppingToken);
        await channel.QueueBindAsync(Queue, "user-logouts", routingKey: "", cancellationToken: stoppingToken);
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 2 * BatchSize, global: false, stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            try
            {
                var logout = JsonSerializer.Deserialize(delivery.Body.Span, ActivityJson.Default.UserLoggedOut)
                    ?? throw new JsonException("The message holds no UserLoggedOut.");
                await _toForget.Writer.WriteAsync((delivery.DeliveryTag, logout), delivery.CancellationToken);
            }
            catch (JsonException e)
            {
                logger.LogError(e, "Unreadable logout goes to the dead-letter exchange");
                await channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false, delivery.CancellationToken);
            }
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stoppingToken);

        await ForgetDevicesAsync(channel, stoppingToken);
    }

    private async Task ForgetDevicesAsync(IChannel channel, CancellationToken stoppingToken)
    {
        while (await _toForget.Reader.WaitToReadAsync(stoppingToken))
        {
            var logouts = new List<UserLoggedOut>(BatchSize);
            var lastTag = 0UL;
            while (logouts.Count < BatchSize && _toForget.Reader.TryRead(out var pending))
            {
                logouts.Add(pending.Logout);
                lastTag = pending.DeliveryTag;
            }

            using var activity = Telemetry.Process(Queue);
            try
            {
                await MessageRetry.Pipeline.ExecuteAsync(
                    async token =>
                    {
                        await profiles.CloseSessionsAsync(logouts, token);
                        await profiles.ForgetDevicesAsync(logouts, token);
                    },
                    stoppingToken);
                await channel.BasicAckAsync(lastTag, multiple: true, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogError(e, "{Count} logouts go to the dead-letter exchange", logouts.Count);
                await channel.BasicNackAsync(lastTag, multiple: true, requeue: false, stoppingToken);
            }
        }
    }
}
