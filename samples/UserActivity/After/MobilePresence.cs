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
    private readonly string _deadLetterUrl = configuration["Sqs:MobilePresenceFailed"]!;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var attempts = new RetryThenDeadLetter<Message>(HandleAsync, BuryAsync, new RetryOptions<Message> { MaxAttempts = 5, Logger = logger });
        await using var pump = new MessagePump<Message>(
            attempts.HandleAsync,
            Settlements.Batched<Message>(DeleteAsync),
            new MessagePumpOptions<Message> { Concurrency = 20, Capacity = 100, Logger = logger });
        await pump.RunAsync(ReceiveAsync(stoppingToken), stoppingToken);
    }

    private async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        var logout = JsonSerializer.Deserialize(message.Body, ActivityJson.Default.UserLoggedOut)!;
        await profiles.SetOnlineAsync(logout.UserId, online: false, cancellationToken);
    }

    private async ValueTask BuryAsync(DeadLetter<Message> letter, CancellationToken cancellationToken) =>
        await sqs.SendMessageAsync(_deadLetterUrl, letter.Message.Body, cancellationToken);

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
