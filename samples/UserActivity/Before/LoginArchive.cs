using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: keeps every login for years, whatever becomes of the topic.</summary>
internal sealed class LoginArchive(IAuditTrail archive, IConfiguration configuration) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = $"login-archive-{Environment.MachineName}", // EVC5002
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build();
        consumer.Subscribe("user-logins");

        try
        {
            for (var count = 1; !stoppingToken.IsCancellationRequested; count++)
            {
                var result = consumer.Consume(stoppingToken);
                var login = JsonSerializer.Deserialize<UserLoggedIn>(result.Message.Value)!;
                await archive.AppendAsync(login, stoppingToken);
                if (count % 100 == 0)
                    consumer.Commit([result.TopicPartitionOffset]); // EVC1012
            }
        }
        finally
        {
            consumer.Close();
        }
    }
}
