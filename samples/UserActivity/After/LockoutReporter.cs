using System.Text;
using RabbitMQ.Client;

namespace UserActivity;

/// <summary>RabbitMQ: tells the support desk of a user who cannot log in.</summary>
public sealed class LockoutReporter(IChannel channel)
{
    public async Task ReportAsync(string userId, CancellationToken cancellationToken) =>
        await channel.BasicPublishAsync(
            exchange: "", routingKey: "support-desk", body: Encoding.UTF8.GetBytes(userId), cancellationToken: cancellationToken);
}
