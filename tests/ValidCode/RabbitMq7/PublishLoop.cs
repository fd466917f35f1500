// Trap: an endless loop that publishes and pauses: a load generator, with no message in hand.
using System.Text.Json;
using RabbitMQ.Client;

namespace ValidCode.RabbitMq7;

internal static class PublishLoop
{
    public static async Task Main()
    {
        var factory = new ConnectionFactory();
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        for (var number = 0; ; number++)
        {
            var order = new OrderPlaced(number.ToString(), "customer-1", 10m, DateTimeOffset.UtcNow);
            var body = JsonSerializer.SerializeToUtf8Bytes(order, MessageJson.Default.OrderPlaced);
            await channel.BasicPublishAsync("orders", "order.placed", body);
            Thread.Sleep(500);
        }
    }
}
