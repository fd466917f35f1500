using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace UserActivity;

/// <summary>Service Bus: closes the sessions that the fraud department wants closed.</summary>
internal sealed class FraudSessionCloser(ServiceBusClient client, IUserProfiles profiles) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var receiver = client.CreateReceiver("fraud-sessions");
        while (!stoppingToken.IsCancellationRequested)
        {
            var message = await receiver.ReceiveMessageAsync(cancellationToken: stoppingToken); // EVC2006
            if (message is not null)
                _ = CloseAsync(receiver, message, stoppingToken); // EVC4005
        }
    }

    private async Task CloseAsync(ServiceBusReceiver receiver, ServiceBusReceivedMessage message, CancellationToken stoppingToken)
    {
        var logout = JsonSerializer.Deserialize<UserLoggedOut>(message.Body.ToMemory().Span)!;
        await profiles.CloseSessionAsync(logout, stoppingToken);
        await receiver.CompleteMessageAsync(message, stoppingToken);
    }
}
