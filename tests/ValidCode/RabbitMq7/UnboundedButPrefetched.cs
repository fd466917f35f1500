// Trap: an unbounded channel fed by a handler, but prefetch with manual acknowledgement lets no more than a hundred messages in.
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class UnboundedButPrefetched : BackgroundService
{
    private readonly Channel<(ulong Tag, byte[] Body)> _work = Channel.CreateUnbounded<(ulong, byte[])>(new() { SingleReader = true });
    private readonly IConnection _connection;
    private readonly Func<byte[], CancellationToken, Task> _resize;

    public UnboundedButPrefetched(IConnection connection, Func<byte[], CancellationToken, Task> resize) => (_connection, _resize) = (connection, resize);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: stoppingToken);
        await channel.BasicQosAsync(0, 100, false, stoppingToken);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, ea) => await _work.Writer.WriteAsync((ea.DeliveryTag, ea.Body.ToArray()), ea.CancellationToken);
        await channel.BasicConsumeAsync("images", autoAck: false, consumer, stoppingToken);

        await foreach (var (tag, body) in _work.Reader.ReadAllAsync(stoppingToken))
        {
            await _resize(body, stoppingToken);
            await channel.BasicAckAsync(tag, multiple: false, stoppingToken);
        }
    }
}
