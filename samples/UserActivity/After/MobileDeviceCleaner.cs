using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace UserActivity;

/// <summary>SQS: forgets the mobile devices that have signed out. What fails stays on the queue, whose redrive policy counts.</summary>
internal sealed class MobileDeviceCleaner(
    IAmazonSQS sqs, IUserProfiles profiles, IConfiguration configuration, ILogger<MobileDeviceCleaner> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queueUrl = configuration["Sqs:MobileDevices"]!;
        var request = new ReceiveMessageRequest { QueueUrl = queueUrl, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 };

        while (!stoppingToken.IsCancellationRequested)
        {
            var response = await sqs.ReceiveMessageAsync(request, stoppingToken);
            if (response.Messages is not { Count: > 0 } messages)
                continue;

            try
            {
                var logouts = messages.ConvertAll(message => JsonSerializer.Deserialize(message.Body, ActivityJson.Default.UserLoggedOut)!);
                await MessageRetry.Pipeline.ExecuteAsync(async token => await profiles.ForgetDevicesAsync(logouts, token), stoppingToken);
                await DeleteAsync(queueUrl, messages, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogError(e, "The devices of {Count} logouts are not forgotten, the messages stay on the queue", messages.Count);
            }
        }
    }

    private async Task DeleteAsync(string queueUrl, List<Message> messages, CancellationToken cancellationToken)
    {
        var entries = messages.ConvertAll(message => new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle));
        var response = await sqs.DeleteMessageBatchAsync(queueUrl, entries, cancellationToken);
        foreach (var failure in response.Failed ?? [])
            logger.LogWarning("{MessageId} not deleted and will come again: {Reason}", failure.Id, failure.Message);
    }
}
