// Trap: two acks in one handler, one in each branch, each after its own work.
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class AckInBothBranches
{
    private readonly IOrderStore _orders;

    public AckInBothBranches(IOrderStore orders) => _orders = orders;

    public async Task HandleAsync(IChannel channel, BasicDeliverEventArgs ea)
    {
        switch (ea.RoutingKey)
        {
            case "order.placed":
                await _orders.SaveAsync(JsonSerializer.Deserialize(ea.Body.Span, MessageJson.Default.OrderPlaced)!, ea.CancellationToken);
                await channel.BasicAckAsync(ea.DeliveryTag, false, ea.CancellationToken);
                break;

            case "order.shipped":
                var shipped = JsonSerializer.Deserialize(ea.Body.Span, MessageJson.Default.OrderShipped)!;
                await _orders.MarkShippedAsync(shipped.OrderId, shipped.Carrier, ea.CancellationToken);
                await channel.BasicAckAsync(ea.DeliveryTag, false, ea.CancellationToken);
                break;

            default:
                await channel.BasicRejectAsync(ea.DeliveryTag, false, ea.CancellationToken);
                break;
        }
    }
}
