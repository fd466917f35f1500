using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: writes every login to the audit trail.</summary>
internal sealed class AuditTrailReader(IAuditTrail audit, IConfiguration configuration, ILogger<AuditTrailReader> logger)
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
                var login = JsonSerializer.Deserialize<UserLoggedIn>(Encoding.UTF8.GetString(result.Message.Value))!; // EVC6002
                try
                {
                    await audit.AppendAsync(login, stoppingToken);
                }
                catch (Exception e)
                {
                    logger.LogError(e, "Login of {UserId} not written to the audit trail", login.UserId);
                }

                consumer.StoreOffset(result); // EVC1004
            }
        }
        finally
        {
            consumer.Close();
        }
    }
}
