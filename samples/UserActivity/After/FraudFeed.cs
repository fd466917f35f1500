using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace UserActivity;

/// <summary>Service Bus: hands logins over to the fraud department, in as many batches as they need.</summary>
public sealed class FraudFeed(ServiceBusSender sender)
{
    public async Task SendAsync(IEnumerable<UserLoggedIn> logins, CancellationToken cancellationToken)
    {
        var messages = new Queue<ServiceBusMessage>(logins.Select(ToMessage));
        while (messages.Count > 0)
        {
            using var batch = await sender.CreateMessageBatchAsync(cancellationToken);
            while (messages.TryPeek(out var message) && batch.TryAddMessage(message))
                messages.Dequeue();

            if (batch.Count == 0)
                throw new InvalidOperationException($"The login {messages.Peek().MessageId} is too large for a batch.");
            await sender.SendMessagesAsync(batch, cancellationToken);
        }
    }

    private static ServiceBusMessage ToMessage(UserLoggedIn login) =>
        new(JsonSerializer.SerializeToUtf8Bytes(login, ActivityJson.Default.UserLoggedIn)) { MessageId = login.EventId.ToString() };
}
