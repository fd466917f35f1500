// Trap: automatic acknowledgement and a queue of its own per instance, as each instance must drop its own cached copy.
using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class CacheInvalidation : IHostedService
{
    private readonly ConcurrentDictionary<string, byte[]> _cache = new();
    private readonly IConnection _connection;
    private IChannel? _channel;

    public CacheInvalidation(IConnection connection) => _connection = connection;

    public byte[] Get(string key, Func<string, byte[]> load) => _cache.GetOrAdd(key, load);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await _channel.ExchangeDeclareAsync("cache.invalidated", ExchangeType.Fanout, cancellationToken: cancellationToken);
        var queue = await _channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
        await _channel.QueueBindAsync(queue.QueueName, "cache.invalidated", "", cancellationToken: cancellationToken);

        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += DropAsync;
        await _channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_channel is not null)
            await _channel.CloseAsync(cancellationToken);
    }

    private Task DropAsync(object sender, BasicDeliverEventArgs delivery)
    {
        _cache.TryRemove(Encoding.UTF8.GetString(delivery.Body.Span), out _);
        return Task.CompletedTask;
    }
}
