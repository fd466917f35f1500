// Trap: an endless retry with a blocking wait at start-up, before any message is there.
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ValidCode.Kafka;

public sealed class WaitsForTopic : IHostedService
{
    private readonly IAdminClient _admin;
    private readonly ILogger<WaitsForTopic> _logger;

    public WaitsForTopic(IAdminClient admin, ILogger<WaitsForTopic> logger) => (_admin, _logger) = (admin, logger);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var metadata = _admin.GetMetadata("orders.placed", TimeSpan.FromSeconds(5));
                if (metadata.Topics.Any(topic => topic.Topic == "orders.placed" && !topic.Error.IsError))
                    break;
            }
            catch (KafkaException exception)
            {
                _logger.LogWarning(exception, "No broker yet");
            }

            Thread.Sleep(TimeSpan.FromSeconds(2));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
