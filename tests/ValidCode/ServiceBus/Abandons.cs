// Trap: a catch-all that abandons every failed message without counting, but the broker counts: MaxDeliveryCount dead-letters it.
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;

namespace ValidCode.ServiceBus;

public sealed class Abandons
{
    private readonly Func<BinaryData, CancellationToken, Task> _handle;

    public Abandons(Func<BinaryData, CancellationToken, Task> handle) => _handle = handle;

    public static Task CreateAsync(ServiceBusAdministrationClient administration) =>
        administration.CreateQueueAsync(new CreateQueueOptions("letters") { MaxDeliveryCount = 5 });

    public async Task HandleAsync(ProcessMessageEventArgs args)
    {
        try
        {
            await _handle(args.Message.Body, args.CancellationToken);
        }
        catch (Exception)
        {
            await args.AbandonMessageAsync(args.Message);
            return;
        }

        await args.CompleteMessageAsync(args.Message);
    }
}
