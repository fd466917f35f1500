// Trap: the messages stand in a pattern, and the response of version 4 may hold no list at all.
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ValidCode.Sqs4;

public static class ListPattern
{
    public static async IAsyncEnumerable<string> BodiesAsync(
        IAmazonSQS sqs, string queue, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ReceiveMessageRequest(queue) { WaitTimeSeconds = 20, MaxNumberOfMessages = 10 };
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await sqs.ReceiveMessageAsync(request, cancellationToken) is not { Messages: [_, ..] page })
                continue;

            foreach (var message in page)
                yield return message.Body;

            // Only a caller that has come back for more has handled the page.
            var response = await sqs.DeleteMessageBatchAsync(queue, [.. page.Select(m => new DeleteMessageBatchRequestEntry(m.MessageId, m.ReceiptHandle))], cancellationToken);
            if (response.Failed is [var first, ..])
                throw new AmazonSQSException($"{first.Id}: {first.Message}");
        }
    }
}
