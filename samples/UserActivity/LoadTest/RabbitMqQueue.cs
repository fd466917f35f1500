using System.Text.Json;
using EventConsumers;
using EventConsumers.RabbitMQ;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity.LoadTest;

/// <summary>A queue of a real broker, made for one run and deleted after it.</summary>
internal sealed class RabbitMqQueue : ILoginQueue
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _queue;

    private RabbitMqQueue(IConnection connection, IChannel channel, string queue) => (_connection, _channel, _queue) = (connection, channel, queue);

    public static async Task<RabbitMqQueue> CreateAsync(Uri broker, CancellationToken cancellationToken)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync("login burst", cancellationToken);
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        // The broker deletes it with the connection.
        var queue = await channel.QueueDeclareAsync(exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
        return new RabbitMqQueue(connection, channel, queue.QueueName);
    }

    public async Task PublishAsync(UserLoggedIn login, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties { MessageId = login.EventId.ToString(), Headers = new Dictionary<string, object?> { ["user-id"] = login.UserId } };
        await _channel.BasicPublishAsync(
            "", _queue, mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(login, LoginJson.Default.UserLoggedIn), cancellationToken);
    }

    public async Task ConsumeOneByOneAsync(Func<UserLoggedIn, CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.BasicQosAsync(0, prefetchCount: 10, global: false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await handle(Read(delivery.Body), cancellationToken);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, cancellationToken);
        };
        await channel.BasicConsumeAsync(_queue, autoAck: false, consumer, cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    public async Task ConsumeWithPumpAsync(int concurrency, Func<UserLoggedIn, CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        await using var consumer = new RabbitMqConsumer(
            _connection,
            _queue,
            (delivery, handlerToken) => new ValueTask(handle(Read(delivery.Body), handlerToken)),
            new RabbitMqConsumerOptions { Concurrency = concurrency, Prefetch = 10 * concurrency, Order = RabbitMqOrder.ByHeader("user-id") });
        await consumer.RunAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static UserLoggedIn Read(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize(body.Span, LoginJson.Default.UserLoggedIn)!;
}
