using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace UserActivity;

/// <summary>SQS: tells the user that the mobile app has signed out.</summary>
internal sealed class MobileLogoutNotifier(
    IAmazonSQS sqs, NotificationSender notifications, IConfiguration configuration, ILogger<MobileLogoutNotifier> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queueUrl = configuration["Sqs:MobileLogouts"]!;
        var request = new ReceiveMessageRequest { QueueUrl = queueUrl, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 };

        while (!stoppingToken.IsCancellationRequested)
        {
            var response = await sqs.ReceiveMessageAsync(request, stoppingToken);
            foreach (var message in response.Messages ?? [])
            {
                try
                {
                    var logout = JsonSerializer.Deserialize<UserLoggedOut>(message.Body)!;
                    await NotifyAsync(logout, stoppingToken); // EVC2011
                    await sqs.DeleteMessageAsync(queueUrl, message.ReceiptHandle, stoppingToken); // EVC2003
                }
                catch (Exception e)
                {
                    logger.LogError(e, "Mobile logout {MessageId} failed", message.MessageId);
                    await sqs.ChangeMessageVisibilityAsync(queueUrl, message.ReceiptHandle, 0, stoppingToken); // EVC3002
                }
            }
        }
    }

    private async Task NotifyAsync(UserLoggedOut logout, CancellationToken cancellationToken)
    {
        // The provider takes ten a second.
        Thread.Sleep(100); // EVC2001
        await notifications.SendAsync(
            new Notification(logout.EventId, logout.UserId, $"The app has signed out on {logout.Device}"), cancellationToken);
    }
}
