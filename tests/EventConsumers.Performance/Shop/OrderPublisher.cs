using System.Text.Json;
using RabbitMQ.Client;

namespace Shop.Feature0;

public sealed class OrderPublisher(IChannel channel)
{
    public async Task PublishAsync(Order order, PriceCalculator prices, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new OrderPlaced(order.Id, order.Customer, prices.Total(order)));
        await channel.BasicPublishAsync("orders", "feature0.placed", body, cancellationToken);
    }
}
