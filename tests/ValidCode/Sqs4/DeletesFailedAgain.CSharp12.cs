// Trap: single deletes in a loop, but over the few entries that a batch delete reported as failed.
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Hosting;

namespace ValidCode.Sqs4;

public sealed class DeletesFailedAgain(IAmazonSQS sqs, string queue, Func<Message, CancellationToken, ValueTask> handle) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var page = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 }, stoppingToken);
            List<Message> messages = page.Messages ?? [];
            if (messages is [])
                continue;

            await Parallel.ForEachAsync(messages, stoppingToken, handle);
            await DeleteAsync(messages, stoppingToken);
        }
    }

    private async Task DeleteAsync(List<Message> messages, CancellationToken cancellationToken)
    {
        var response = await sqs.DeleteMessageBatchAsync(queue, [.. messages.Select(m => new DeleteMessageBatchRequestEntry(m.MessageId, m.ReceiptHandle))], cancellationToken);
        foreach (var failed in response.Failed ?? [])
        {
            var message = messages.Find(m => m.MessageId == failed.Id)!;
            await sqs.DeleteMessageAsync(queue, message.ReceiptHandle, cancellationToken);
        }
    }
}
