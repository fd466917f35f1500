using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace UserActivity;

/// <summary>Service Bus: closes the sessions that the fraud department wants closed, eight at a time.</summary>
internal sealed class FraudSessionCloser(ServiceBusClient client, IUserProfiles profiles, ILogger<FraudSessionCloser> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var receiver = client.CreateReceiver("fraud-sessions");
        var eight = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = stoppingToken };
        await Parallel.ForEachAsync(
            receiver.ReceiveMessagesAsync(stoppingToken), eight, async (message, _) => await CloseAsync(receiver, message, stoppingToken));
    }

    private async Task CloseAsync(ServiceBusReceiver receiver, ServiceBusReceivedMessage message, CancellationToken stoppingToken)
    {
        try
        {
            var logout = JsonSerializer.Deserialize(message.Body.ToMemory().Span, ActivityJson.Default.UserLoggedOut)!;
            await profiles.CloseSessionAsync(logout, stoppingToken);
            await receiver.CompleteMessageAsync(message, stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogError(e, "Session not closed, the message comes again when its lock ends");
        }
    }
}
