// Trap: a health check publishes and gets with automatic acknowledgement and swallows the failure: a probe, not a consumer.
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;

namespace ValidCode.RabbitMq7;

public sealed class HealthCheck : IHealthCheck
{
    private readonly ConnectionFactory _factory;

    public HealthCheck(ConnectionFactory factory) => _factory = factory;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await _factory.CreateConnectionAsync(cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            var queue = await channel.QueueDeclareAsync(cancellationToken: cancellationToken);
            var ping = Guid.NewGuid().ToByteArray();
            await channel.BasicPublishAsync("", queue.QueueName, ping, cancellationToken);
            var pong = await channel.BasicGetAsync(queue.QueueName, autoAck: true, cancellationToken);
            return pong is not null && pong.Body.Span.SequenceEqual(ping) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("No echo.");
        }
        catch (Exception exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message, exception);
        }
    }
}
