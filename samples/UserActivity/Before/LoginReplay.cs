using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Kafka: writes logins that the profile store missed once more.</summary>
internal sealed class LoginReplay(IUserProfiles profiles, IConfiguration configuration)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = configuration["Kafka:Brokers"],
            GroupId = "login-replay",
            EnableAutoCommit = false,
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build();
        consumer.Assign(new TopicPartition("user-logins", 0)); // EVC5004

        var running = new List<Task>();
        while (consumer.Consume(TimeSpan.FromSeconds(5)) is { } result)
        {
            var login = JsonSerializer.Deserialize<UserLoggedIn>(result.Message.Value)!;
            running.Add(Task.Run(async () =>
            {
                await profiles.RecordLoginAsync(login, cancellationToken);
                consumer.Commit(); // EVC1020
            }, cancellationToken));
        }

        await Task.WhenAll(running);
        consumer.Close();
    }
}
