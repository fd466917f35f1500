using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using Polly;

namespace UserActivity;

/// <summary>SQS: keeps the profile's last login on the mobile app.</summary>
internal sealed class ProfileUpdater(IAmazonSQS sqs, IUserProfiles profiles, IConfiguration configuration) : BackgroundService
{
    private static readonly ResiliencePipeline Retry =
        new ResiliencePipelineBuilder().AddRetry(new() { MaxRetryAttempts = int.MaxValue }).Build(); // EVC3001

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queueUrl = configuration["Sqs:MobileLogins"]!;
        var request = new ReceiveMessageRequest { QueueUrl = queueUrl, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 };

        while (!stoppingToken.IsCancellationRequested)
        {
            var response = await sqs.ReceiveMessageAsync(request, stoppingToken);
            foreach (var message in response.Messages ?? [])
            {
                var login = JsonSerializer.Deserialize<UserLoggedIn>(message.Body)!;
                await sqs.DeleteMessageAsync(queueUrl, message.ReceiptHandle, stoppingToken); // EVC1001, EVC2003
                await Retry.ExecuteAsync(async token => await profiles.RecordLoginAsync(login, token), stoppingToken); // EVC2011
            }
        }
    }
}
