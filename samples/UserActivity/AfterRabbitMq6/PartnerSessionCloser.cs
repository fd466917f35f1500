using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace UserActivity;

/// <summary>RabbitMQ: closes the sessions of partners who have signed out.</summary>
internal sealed class PartnerSessionCloser(IUserProfiles profiles, IConfiguration configuration, ILogger<PartnerSessionCloser> logger)
    : IHostedService, IDisposable
{
    private IConnection? _connection;
    private IModel? _channel;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = new Uri(configuration["RabbitMq:Uri"]!), ConsumerDispatchConcurrency = 10, DispatchConsumersAsync = true };
        _connection = factory.CreateConnection();
        var channel = _channel = _connection.CreateModel();
        channel.BasicQos(prefetchSize: 0, prefetchCount: 100, global: false);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.Received += async (_, delivery) =>
        {
            try
            {
                await profiles.SetOnlineAsync(delivery.RoutingKey, online: false, CancellationToken.None);
                channel.BasicAck(delivery.DeliveryTag, multiple: false);
            }
            catch (Exception e)
            {
                logger.LogError(e, "The session of {Partner} stays open", delivery.RoutingKey);
                channel.BasicReject(delivery.DeliveryTag, requeue: false);
            }
        };
        channel.BasicConsume("partner-logouts", autoAck: false, consumer);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _connection?.Close();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _channel?.Dispose();
        _connection?.Dispose();
    }
}
