using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Service Bus: what the gates of the office report of badges.</summary>
internal sealed class OfficeGates(ServiceBusClient client, IProducer<string, byte[]> producer, IUserProfiles profiles, ILogger<OfficeGates> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var processor = client.CreateProcessor("gate-reports"); // EVC5012
        processor.ProcessMessageAsync += OnReportAsync;
        processor.ProcessErrorAsync += args =>
        {
            logger.LogError(args.Exception, "Receiving failed");
            return Task.CompletedTask;
        };

        await processor.StartProcessingAsync(stoppingToken);
        await Task.Delay(Timeout.Infinite, stoppingToken);
    }

    private async Task OnReportAsync(ProcessMessageEventArgs args)
    {
        var (body, cancellationToken) = (args.Message.Body, args.CancellationToken);
        switch (args.Message.Subject) // EVC5005
        {
            case "badge-in":
                var arrival = JsonSerializer.Deserialize<UserLoggedIn>(body)!;
                await profiles.RecordLoginAsync(arrival, cancellationToken);
                await profiles.SetOnlineAsync(arrival.UserId, online: true, cancellationToken);
                break;

            case "badge-out":
                var departure = JsonSerializer.Deserialize<UserLoggedOut>(body)!;
                await profiles.CloseSessionAsync(departure, cancellationToken);
                await profiles.SetOnlineAsync(departure.UserId, online: false, cancellationToken);
                break;

            case "badge-lost":
                var loss = JsonSerializer.Deserialize<UserLoggedOut>(body)!;
                await profiles.ForgetDevicesAsync([loss], cancellationToken);
                await producer.ProduceAsync("lost-badges", new Message<string, byte[]> { Value = body.ToArray() }, cancellationToken); // EVC5006
                break;

            case "badge-found":
                var find = JsonSerializer.Deserialize<UserLoggedIn>(body)!;
                await profiles.RecordLoginAsync(find, cancellationToken);
                await producer.ProduceAsync("found-badges", new Message<string, byte[]> { Key = "office", Value = body.ToArray() }, cancellationToken); // EVC5007
                break;
        }
    }
}
