using System.Text;
using RabbitMQ.Client;

namespace UserActivity;

/// <summary>RabbitMQ: tells the support desk of a user who cannot log in.</summary>
public sealed class LockoutReporter(IConfiguration configuration)
{
    public async Task ReportAsync(string userId, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = new Uri(configuration["RabbitMq:Uri"]!) };
        await using var connection = await factory.CreateConnectionAsync(cancellationToken); // EVC2009
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.BasicPublishAsync(
            exchange: "", routingKey: "support-desk", body: Encoding.UTF8.GetBytes(userId), cancellationToken: cancellationToken);
    }
}
