// Trap: complete before send, but in one transaction scope: neither happens without the other.
using System.Transactions;
using Azure.Messaging.ServiceBus;

namespace ValidCode.ServiceBus;

public sealed class InATransaction
{
    private readonly ServiceBusReceiver _receiver;
    private readonly ServiceBusSender _sender;

    public InATransaction(ServiceBusClient client) => (_receiver, _sender) = (client.CreateReceiver("in"), client.CreateSender("out"));

    public async Task ForwardAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in _receiver.ReceiveMessagesAsync(cancellationToken))
        {
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            await _receiver.CompleteMessageAsync(message, cancellationToken);
            await _sender.SendMessageAsync(new ServiceBusMessage(message), cancellationToken);
            scope.Complete();
        }
    }
}
