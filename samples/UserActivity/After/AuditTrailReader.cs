using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: writes every login to the audit trail.</summary>
internal sealed class AuditTrailReader(
    IAuditTrail audit,
    DeadLetterTopic deadLetters, IConfiguration configuration, ILogger<AuditTrailReader> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "audit-trail",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoOffsetStore = false,
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build();
        consumer.Subscribe("user-logins");

        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var result = consumer.Consume(stoppingToken);
                try
                {
                    await ProcessAsync(result, stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    logger.LogError(e, "{Record} goes to the dead-letter topic", result.TopicPartitionOffset);
                    await deadLetters.SendAsync(result, e, stoppingToken);
                }

                consumer.StoreOffset(result);
            }
        }
        finally
        {
            consumer.Close();
        }
    }

    private async Task ProcessAsync(ConsumeResult<string, byte[]> result, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Process(result.Topic);
        var login = JsonSerializer.Deserialize(result.Message.Value, ActivityJson.Default.UserLoggedIn)
            ?? throw new JsonException("The record holds no UserLoggedIn.");

        await MessageRetry.Pipeline.ExecuteAsync(async token => await audit.AppendAsync(login, token), cancellationToken);
    }
}
