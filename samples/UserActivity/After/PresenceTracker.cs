using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Knows who is online: any instance may hear of it, all of them can ask the profile store.</summary>
internal sealed class PresenceTracker(
    IUserProfiles profiles,
    DeadLetterTopic deadLetters, IConfiguration configuration, ILogger<PresenceTracker> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "presence-tracker",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoOffsetStore = false,
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build();
        consumer.Subscribe(ActivityBus.Topic);

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
        var change = JsonSerializer.Deserialize(result.Message.Value, ActivityJson.Default.PresenceChanged)
            ?? throw new JsonException("The record holds no PresenceChanged.");

        await MessageRetry.Pipeline.ExecuteAsync(
            async token => await profiles.SetOnlineAsync(change.UserId, change.Online, token), cancellationToken);
    }
}
