// Trap: a catch-all that only logs before the ack, but round a side step that may fail: the work itself stands outside.
using System.Text.Json;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public interface ISearchIndex
{
    Task RefreshAsync();
}

public sealed class BestEffortStep
{
    private readonly IChannel _channel;
    private readonly IOrderStore _orders;
    private readonly ISearchIndex _index;
    private readonly ILogger<BestEffortStep> _logger;

    public BestEffortStep(IChannel channel, IOrderStore orders, ISearchIndex index, ILogger<BestEffortStep> logger)
    {
        _channel = channel;
        _orders = orders;
        _index = index;
        _logger = logger;
    }

    public async Task OnReceivedAsync(object sender, BasicDeliverEventArgs ea)
    {
        await _orders.SaveAsync(JsonSerializer.Deserialize(ea.Body.Span, MessageJson.Default.OrderPlaced)!, ea.CancellationToken);
        try
        {
            await _index.RefreshAsync();
        }
        catch (Exception exception)
        {
            // The index catches up by itself.
            _logger.LogWarning(exception, "The index was not refreshed");
        }

        await _channel.BasicAckAsync(ea.DeliveryTag, false);
    }
}
