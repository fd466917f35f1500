using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace UserActivity;

/// <summary>Service Bus: hands logins over to the fraud department.</summary>
public sealed class FraudFeed(ServiceBusSender sender)
{
    public async Task SendAsync(IEnumerable<UserLoggedIn> logins, CancellationToken cancellationToken)
    {
        using var batch = await sender.CreateMessageBatchAsync(cancellationToken);
        foreach (var login in logins)
            batch.TryAddMessage(new ServiceBusMessage(JsonSerializer.SerializeToUtf8Bytes(login))); // EVC1017, EVC6001
        await sender.SendMessagesAsync(batch, cancellationToken);
    }
}
