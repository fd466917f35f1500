// Trap: a static function that abandons while attempts are left and completes at the end.
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.ServiceBus;

namespace ValidCode.FunctionsInProcess;

public static class StaticFunction
{
    private static readonly HttpClient Http = new();

    [FunctionName("notify")]
    public static async Task RunAsync(
        [ServiceBusTrigger("notifications", "push", AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions)
    {
        using var response = await Http.PostAsync("https://push.example/send", new ByteArrayContent(message.Body.ToArray()));
        if (response.IsSuccessStatusCode)
            await actions.CompleteMessageAsync(message);
        else if (message.DeliveryCount < 5)
            await actions.AbandonMessageAsync(message);
        else
            await actions.DeadLetterMessageAsync(message, "Rejected", response.ReasonPhrase);
    }
}
