// Trap: bodies pass through strings, because the string itself is wanted: a line, another encoding, the log and the outbox.
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public interface IOutbox
{
    Task AddAsync(string json);
}

public sealed class TextThatIsText
{
    private readonly IOrderStore _orders;
    private readonly IOutbox _outbox;
    private readonly ILogger _logger;

    public TextThatIsText(IOrderStore orders, IOutbox outbox, ILogger<TextThatIsText> logger) => (_orders, _outbox, _logger) = (orders, outbox, logger);

    public async Task LineAsync(IChannel channel, BasicDeliverEventArgs ea)
    {
        var fields = Encoding.UTF8.GetString(ea.Body.Span).Split(';');
        await _orders.MarkShippedAsync(fields[0], fields[1], ea.CancellationToken);
        await channel.BasicAckAsync(ea.DeliveryTag, false);
    }

    public async Task Latin1Async(IChannel channel, BasicDeliverEventArgs ea)
    {
        var json = Encoding.Latin1.GetString(ea.Body.Span);
        await _orders.SaveAsync(JsonSerializer.Deserialize(json, MessageJson.Default.OrderPlaced)!, ea.CancellationToken);
        await channel.BasicAckAsync(ea.DeliveryTag, false);
    }

    public async Task LoggedAsync(IChannel channel, BasicDeliverEventArgs ea)
    {
        var json = Encoding.UTF8.GetString(ea.Body.Span);
        _logger.LogDebug("Received {Json}", json);
        await _orders.SaveAsync(JsonSerializer.Deserialize(json, MessageJson.Default.OrderPlaced)!, ea.CancellationToken);
        await channel.BasicAckAsync(ea.DeliveryTag, false);
    }

    public async Task SendAsync(IChannel channel, OrderShipped shipped)
    {
        var json = JsonSerializer.Serialize(shipped, MessageJson.Default.OrderShipped);
        await _outbox.AddAsync(json);
        await channel.BasicPublishAsync("orders", "shipped", Encoding.UTF8.GetBytes(json));
        await channel.BasicPublishAsync("lines", "", Encoding.UTF8.GetBytes($"{shipped.OrderId};{shipped.Carrier}"));
    }
}
