using System.Text.Json;
using Confluent.Kafka;
using Polly;
using Polly.Retry;

namespace UserActivity;

/// <summary>Kafka: writes each login into the ledger that the auditors read, and tells its user.</summary>
internal sealed class LoginLedger(
    IUserProfiles profiles, NotificationSender notifications,
    IConfiguration configuration, ILogger<LoginLedger> logger)
    : BackgroundService
{
    private static readonly ResiliencePipeline Patient = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions { Delay = TimeSpan.FromMinutes(1), MaxRetryAttempts = 60 }) // EVC3005, EVC3007
        .Build();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "login-ledger",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoOffsetStore = false,
        };
        using var consumer = new ConsumerBuilder<string, UserLoggedIn>(config).SetValueDeserializer(new LoginDeserializer()).Build();
        consumer.Subscribe("user-logins");

        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    var result = consumer.Consume(stoppingToken);
                    var login = result.Message.Value;
                    await Patient.ExecuteAsync(async token => await profiles.RecordLoginAsync(login, token), stoppingToken);
                    await NotifyAsync(login, stoppingToken);
                    consumer.StoreOffset(result);
                }
                catch (ConsumeException e) // EVC3009
                {
                    logger.LogError(e, "Cannot read a login");
                }
            }
        }
        finally
        {
            consumer.Close();
        }
    }

    private async Task NotifyAsync(UserLoggedIn login, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++) // EVC3006
        {
            try
            {
                await notifications.SendAsync(new Notification(login.EventId, login.UserId, "Your login was recorded"), cancellationToken);
                return;
            }
            catch (HttpRequestException e) when (attempt < 5)
            {
                logger.LogWarning(e, "Attempt {Attempt} failed", attempt);
            }
        }
    }

    private sealed class LoginDeserializer : IDeserializer<UserLoggedIn>
    {
        public UserLoggedIn Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
            JsonSerializer.Deserialize<UserLoggedIn>(data)!;
    }
}
