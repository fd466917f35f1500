// Trap: one CompleteMessageAsync per message of a received batch: Service Bus has no call for many.
using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace ValidCode.ServiceBus;

public sealed class CompletesEachOfAPage
{
    private readonly ServiceBusReceiver _receiver;
    private readonly IOrderStore _orders;

    public CompletesEachOfAPage(ServiceBusReceiver receiver, IOrderStore orders) => (_receiver, _orders) = (receiver, orders);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var page = await _receiver.ReceiveMessagesAsync(50, TimeSpan.FromSeconds(5), cancellationToken);
            if (page.Count == 0)
                continue;

            var orders = page.Select(message => JsonSerializer.Deserialize(message.Body.ToMemory().Span, MessageJson.Default.OrderPlaced)!).ToList();
            await _orders.SaveManyAsync(orders, cancellationToken);
            foreach (var message in page)
                await _receiver.CompleteMessageAsync(message, cancellationToken);
        }
    }
}
