using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace UserActivity;

/// <summary>SQS: forgets the mobile devices that have signed out.</summary>
internal sealed class MobileDeviceCleaner(IAmazonSQS sqs, IUserProfiles profiles, IConfiguration configuration) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queueUrl = configuration["Sqs:MobileDevices"]!;

        while (!stoppingToken.IsCancellationRequested)
        {
            var response = await sqs.ReceiveMessageAsync(queueUrl, stoppingToken); // EVC2005, EVC2006
            var logouts = new List<UserLoggedOut>();
            var entries = new List<DeleteMessageBatchRequestEntry>();
            foreach (var message in response.Messages) // EVC1021
            {
                logouts.Add(JsonSerializer.Deserialize<UserLoggedOut>(message.Body)!);
                entries.Add(new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle));
            }

            if (logouts.Count == 0)
                continue;

            await profiles.ForgetDevicesAsync(logouts, stoppingToken);
            await sqs.DeleteMessageBatchAsync(queueUrl, entries, stoppingToken); // EVC1014
        }
    }
}
