using System.Collections.Concurrent;
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace UserActivity;

/// <summary>SQS: tells the user that the mobile app has signed out. What fails stays on the queue, whose redrive policy counts.</summary>
internal sealed class MobileLogoutNotifier(
    IAmazonSQS sqs, NotificationSender notifications, IConfiguration configuration, ILogger<MobileLogoutNotifier> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queueUrl = configuration["Sqs:MobileLogouts"]!;
        var request = new ReceiveMessageRequest
        {
            QueueUrl = queueUrl,
            MaxNumberOfMessages = 10,
            WaitTimeSeconds = 20,
            VisibilityTimeout = 60,
        };
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 10, CancellationToken = stoppingToken };

        while (!stoppingToken.IsCancellationRequested)
        {
            var response = await sqs.ReceiveMessageAsync(request, stoppingToken);
            var processed = new ConcurrentBag<DeleteMessageBatchRequestEntry>();
            await Parallel.ForEachAsync(response.Messages ?? [], parallel, async (message, cancellationToken) =>
            {
                if (await TryNotifyAsync(message, cancellationToken))
                    processed.Add(new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle));
            });

            if (!processed.IsEmpty)
                await DeleteAsync(queueUrl, [.. processed], stoppingToken);
        }
    }

    private async Task<bool> TryNotifyAsync(Message message, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Process("mobile-logouts");
        try
        {
            var logout = JsonSerializer.Deserialize(message.Body, ActivityJson.Default.UserLoggedOut)
                ?? throw new JsonException("The message holds no UserLoggedOut.");
            var notification = new Notification(logout.EventId, logout.UserId, $"The app has signed out on {logout.Device}");
            await MessageRetry.Pipeline.ExecuteAsync(
                async token => await notifications.SendAsync(notification, token), cancellationToken);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "{MessageId} failed and stays on the queue", message.MessageId);
            return false;
        }
    }

    private async Task DeleteAsync(string queueUrl, List<DeleteMessageBatchRequestEntry> entries, CancellationToken cancellationToken)
    {
        var response = await sqs.DeleteMessageBatchAsync(queueUrl, entries, cancellationToken);
        foreach (var failure in response.Failed ?? [])
            logger.LogWarning("{MessageId} not deleted and will come again: {Reason}", failure.Id, failure.Message);
    }
}
