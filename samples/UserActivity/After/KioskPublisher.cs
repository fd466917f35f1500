using System.Text;
using RabbitMQ.Client;
using StackExchange.Redis;

namespace UserActivity;

/// <summary>Redis and RabbitMQ: says that a visitor has signed in at a kiosk.</summary>
internal sealed class KioskPublisher(IChannel channel, IConnectionMultiplexer redis) : IAsyncDisposable
{
    public static async Task<KioskPublisher> CreateAsync(IConnection connection, IConnectionMultiplexer redis, CancellationToken cancellationToken) =>
        new(await connection.CreateChannelAsync(
            new CreateChannelOptions(true, true, outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(128)),
            cancellationToken), redis);

    public async Task PublishAsync(string badge, CancellationToken cancellationToken)
    {
        await redis.GetDatabase().StreamAddAsync("kiosk-logins", "badge", badge, maxLength: 100_000, useApproximateMaxLength: true);
        await channel.BasicPublishAsync("kiosk-logins", routingKey: "", Encoding.UTF8.GetBytes(badge), cancellationToken);
    }

    public ValueTask DisposeAsync() => channel.DisposeAsync();
}
