using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace UserActivity;

/// <summary>Service Bus: closes the sessions that the fraud department has found suspicious. The queue dead-letters what fails ten times.</summary>
internal sealed class FraudVerdictReader(ServiceBusClient client, IUserProfiles profiles, ILogger<FraudVerdictReader> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var processor = client.CreateProcessor("fraud-verdicts", new ServiceBusProcessorOptions { MaxConcurrentCalls = 8, PrefetchCount = 32 });
        processor.ProcessMessageAsync += OnVerdictAsync;
        processor.ProcessErrorAsync += args =>
        {
            logger.LogError(args.Exception, "A verdict failed in {Source}", args.ErrorSource);
            return Task.CompletedTask;
        };

        await processor.StartProcessingAsync(stoppingToken);
        await Task.Delay(Timeout.Infinite, stoppingToken);
    }

    // What is thrown here abandons the message and ends up in ProcessErrorAsync.
    private async Task OnVerdictAsync(ProcessMessageEventArgs args)
    {
        using var activity = Telemetry.Process("fraud-verdicts");
        var logout = JsonSerializer.Deserialize(args.Message.Body, ActivityJson.Default.UserLoggedOut)!;
        await profiles.CloseSessionAsync(logout, args.CancellationToken);
    }
}
