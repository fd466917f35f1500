// Trap: a trigger settled by the function itself: complete after the work, dead-letter in the specific catch.
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace ValidCode.FunctionsIsolated;

public sealed class ManualCompletion
{
    private readonly IOrderStore _orders;

    public ManualCompletion(IOrderStore orders) => _orders = orders;

    [Function("orders")]
    public async Task RunAsync(
        [ServiceBusTrigger("orders", Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken)
    {
        try
        {
            var order = JsonSerializer.Deserialize(message.Body.ToMemory().Span, MessageJson.Default.OrderPlaced)!;
            await _orders.SaveAsync(order, cancellationToken);
        }
        catch (JsonException exception)
        {
            await actions.DeadLetterMessageAsync(message, deadLetterReason: "Unreadable", deadLetterErrorDescription: exception.Message, cancellationToken: cancellationToken);
            return;
        }

        await actions.CompleteMessageAsync(message, cancellationToken);
    }
}
