using System.Runtime.CompilerServices;
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using EventConsumers;

namespace UserActivity;

/// <summary>SQS, through the message pump of EventConsumers: shows those as offline who have signed out on a mobile device.</summary>
internal sealed class MobilePresence(IAmazonSQS sqs, IUserProfiles profiles, IConfiguration configuration, ILogger<MobilePresence> logger)
    : BackgroundService
{
    private readonly string _queueUrl = configuration["Sqs:MobilePresence"]!;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var pump = new MessagePump<Message>(
            HandleAsync,
            Settlements.Batched<Message>(DeleteAsync),
            new MessagePumpOptions<Message> { Concurrency = 20, Capacity = int.MaxValue, Logger = logger }); // EVC4009

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await pump.RunAsync(ReceiveAsync(stoppingToken), stoppingToken); // EVC3010
            }
            catch (MessagePumpException e)
            {
                logger.LogError(e, "A logout is not shown, trying again");
                await Task.Delay(TimeSpan.FromSeconds(5), stoppingToken);
            }
        }
    }

    private async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        var logout = JsonSerializer.Deserialize<UserLoggedOut>(message.Body)!;
        await profiles.SetOnlineAsync(logout.UserId, online: false, cancellationToken);
        await sqs.DeleteMessageAsync(_queueUrl, message.ReceiptHandle, cancellationToken); // EVC1024
    }

    private async IAsyncEnumerable<Message> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var response = await sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest { QueueUrl = _queueUrl, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 }, cancellationToken);
            foreach (var message in response.Messages ?? [])
                yield return message;
        }
    }

    private async ValueTask<IReadOnlyCollection<Message>> DeleteAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken)
    {
        List<DeleteMessageBatchRequestEntry> entries = [.. messages.Select((message, index) => new DeleteMessageBatchRequestEntry($"{index}", message.ReceiptHandle))];
        var response = await sqs.DeleteMessageBatchAsync(_queueUrl, entries, cancellationToken);
        return [.. (response.Failed ?? []).Select(failure => messages[int.Parse(failure.Id)])];
    }
}
