using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Service Bus: what the gates of the office report of badges, a subscription with a handler of its own for each kind of report.</summary>
internal sealed class OfficeGates(ServiceBusClient client, IProducer<string, byte[]> producer, IUserProfiles profiles, ILogger<OfficeGates> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var arrivals = await StartAsync("badge-in", OnArrivalAsync, stoppingToken);
        await using var departures = await StartAsync("badge-out", OnDepartureAsync, stoppingToken);
        await using var losses = await StartAsync("badge-lost", OnLossAsync, stoppingToken);
        await using var finds = await StartAsync("badge-found", OnFindAsync, stoppingToken);
        await Task.Delay(Timeout.Infinite, stoppingToken);
    }

    private async Task<ServiceBusProcessor> StartAsync(string subscription, Func<ProcessMessageEventArgs, Task> handler, CancellationToken cancellationToken)
    {
        var processor = client.CreateProcessor("gate-reports", subscription, new ServiceBusProcessorOptions { MaxConcurrentCalls = 8 });
        processor.ProcessMessageAsync += handler;
        processor.ProcessErrorAsync += args =>
        {
            logger.LogError(args.Exception, "A report failed in {Source}", args.ErrorSource);
            return Task.CompletedTask;
        };

        await processor.StartProcessingAsync(cancellationToken);
        return processor;
    }

    private async Task OnArrivalAsync(ProcessMessageEventArgs args)
    {
        using var activity = Telemetry.Process("badge-in");
        var arrival = JsonSerializer.Deserialize(args.Message.Body, ActivityJson.Default.UserLoggedIn)!;
        await profiles.RecordLoginAsync(arrival, args.CancellationToken);
        await profiles.SetOnlineAsync(arrival.UserId, online: true, args.CancellationToken);
    }

    private async Task OnDepartureAsync(ProcessMessageEventArgs args)
    {
        using var activity = Telemetry.Process("badge-out");
        var departure = JsonSerializer.Deserialize(args.Message.Body, ActivityJson.Default.UserLoggedOut)!;
        await profiles.CloseSessionAsync(departure, args.CancellationToken);
        await profiles.SetOnlineAsync(departure.UserId, online: false, args.CancellationToken);
    }

    private async Task OnLossAsync(ProcessMessageEventArgs args)
    {
        using var activity = Telemetry.Process("badge-lost");
        var loss = JsonSerializer.Deserialize(args.Message.Body, ActivityJson.Default.UserLoggedOut)!;
        await profiles.ForgetDevicesAsync([loss], args.CancellationToken);
        await producer.ProduceAsync("lost-badges", Keyed(loss.UserId, args.Message.Body), args.CancellationToken);
    }

    private async Task OnFindAsync(ProcessMessageEventArgs args)
    {
        using var activity = Telemetry.Process("badge-found");
        var find = JsonSerializer.Deserialize(args.Message.Body, ActivityJson.Default.UserLoggedIn)!;
        await profiles.RecordLoginAsync(find, args.CancellationToken);
        await producer.ProduceAsync("found-badges", Keyed(find.UserId, args.Message.Body), args.CancellationToken);
    }

    private static Message<string, byte[]> Keyed(string userId, BinaryData body) => new() { Key = userId, Value = body.ToArray() };
}
