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
            EnableAutoOffsetStore = false,
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build();
        consumer.Subscribe("user-logins");

        try
        {
            while (consumer.Consume(TimeSpan.FromSeconds(5)) is { } result)
            {
                var login = JsonSerializer.Deserialize(result.Message.Value, ActivityJson.Default.UserLoggedIn)
                    ?? throw new JsonException("The record holds no UserLoggedIn.");
                await profiles.RecordLoginAsync(login, cancellationToken);
                consumer.StoreOffset(result);
            }
        }
        finally
        {
            consumer.Close();
        }
    }
}
