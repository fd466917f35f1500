using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace UserActivity;

/// <summary>SQS: keeps the profile's last login on the mobile app. What fails stays on the queue, whose redrive policy counts.</summary>
internal sealed class ProfileUpdater(
    IAmazonSQS sqs, IUserProfiles profiles, IConfiguration configuration, ILogger<ProfileUpdater> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queueUrl = configuration["Sqs:MobileLogins"]!;
        var request = new ReceiveMessageRequest
        {
            QueueUrl = queueUrl,
            MaxNumberOfMessages = 10,
            WaitTimeSeconds = 20,
            VisibilityTimeout = 60,
        };

        while (!stoppingToken.IsCancellationRequested)
        {
            var response = await sqs.ReceiveMessageAsync(request, stoppingToken);
            var logins = new List<UserLoggedIn>();
            var processed = new List<DeleteMessageBatchRequestEntry>();
            foreach (var message in response.Messages ?? [])
            {
                if (Read(message) is not { } login)
                    continue;

                logins.Add(login);
                processed.Add(new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle));
            }

            if (logins.Count > 0 && await TryRecordAsync(logins, stoppingToken))
                await DeleteAsync(queueUrl, processed, stoppingToken);
        }
    }

    private UserLoggedIn? Read(Message message)
    {
        try
        {
            return JsonSerializer.Deserialize(message.Body, ActivityJson.Default.UserLoggedIn);
        }
        catch (JsonException e)
        {
            logger.LogError(e, "{MessageId} is unreadable and stays for the dead-letter queue", message.MessageId);
            return null;
        }
    }

    private async Task<bool> TryRecordAsync(List<UserLoggedIn> logins, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Process("mobile-logins");
        try
        {
            await MessageRetry.Pipeline.ExecuteAsync(async token => await profiles.RecordLoginsAsync(logins, token), cancellationToken);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "{Count} logins not recorded, they stay on the queue", logins.Count);
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
