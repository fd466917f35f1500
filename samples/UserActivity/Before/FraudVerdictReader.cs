using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace UserActivity;

/// <summary>Service Bus: closes the sessions that the fraud department has found suspicious.</summary>
internal sealed class FraudVerdictReader(ServiceBusClient client, IUserProfiles profiles, ILogger<FraudVerdictReader> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var processor = client.CreateProcessor("fraud-verdicts", new ServiceBusProcessorOptions { PrefetchCount = 500 }); // EVC4004, EVC5012
        processor.ProcessMessageAsync += OnVerdictAsync;
        processor.ProcessErrorAsync += args =>
        {
            logger.LogError(args.Exception, "Receiving failed");
            return Task.CompletedTask;
        };

        await processor.StartProcessingAsync(stoppingToken);
        await Task.Delay(Timeout.Infinite, stoppingToken);
    }

    private async Task OnVerdictAsync(ProcessMessageEventArgs args)
    {
        var logout = JsonSerializer.Deserialize<UserLoggedOut>(args.Message.Body)!;
        try
        {
            await profiles.CloseSessionAsync(logout, args.CancellationToken);
        }
        catch (Exception e) // EVC1005
        {
            logger.LogError(e, "Session of {UserId} not closed", logout.UserId);
        }
    }
}
