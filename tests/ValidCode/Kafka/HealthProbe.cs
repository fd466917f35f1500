// Trap: a health check sends and swallows every exception, but it reports what it saw and handles no message.
using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ValidCode.Kafka;

public sealed class HealthProbe : IHealthCheck
{
    private readonly IProducer<Null, string> _producer;

    public HealthProbe(IProducer<Null, string> producer) => _producer = producer;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var delivery = await _producer.ProduceAsync("health", new Message<Null, string> { Value = DateTime.UtcNow.ToString("O") }, cancellationToken);
            return delivery.Status == PersistenceStatus.Persisted ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded();
        }
        catch (Exception exception)
        {
            return HealthCheckResult.Unhealthy("Kafka does not answer.", exception);
        }
    }
}
