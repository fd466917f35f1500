// Trap: an endless retry with a catch-all, but round the connection at start-up; the deliveries come later.
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace ValidCode.RabbitMq7;

public sealed class ConnectsAtStartUp : BackgroundService
{
    private readonly IConnectionFactory _factory;
    private readonly ILogger<ConnectsAtStartUp> _logger;
    private readonly Func<ReadOnlyMemory<byte>, Task> _handle;

    public ConnectsAtStartUp(IConnectionFactory factory, ILogger<ConnectsAtStartUp> logger, Func<ReadOnlyMemory<byte>, Task> handle)
    {
        _factory = factory;
        _logger = logger;
        _handle = handle;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var connection = await ConnectAsync(stoppingToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        await channel.BasicQosAsync(0, 50, false, stoppingToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, ea) =>
        {
            try
            {
                await _handle(ea.Body);
                await channel.BasicAckAsync(ea.DeliveryTag, false);
            }
            catch (Exception exception) when (!ea.CancellationToken.IsCancellationRequested)
            {
                _logger.LogError(exception, "E-mail rejected");
                await channel.BasicRejectAsync(ea.DeliveryTag, requeue: false);
            }
        };
        await channel.BasicConsumeAsync("emails", false, consumer, stoppingToken);
        await Task.Delay(-1, stoppingToken);
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _factory.CreateConnectionAsync(cancellationToken);
            }
            catch (BrokerUnreachableException exception)
            {
                _logger.LogWarning(exception, "RabbitMQ is not there yet");
                await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
            }
        }
    }
}
