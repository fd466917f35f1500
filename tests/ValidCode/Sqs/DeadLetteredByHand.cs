// Trap: a message that failed is deleted with the others, but only after it has been sent to the dead-letter queue.
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ValidCode.Sqs;

public sealed class DeadLetteredByHand
{
    private readonly IAmazonSQS _sqs;
    private readonly IInbox _inbox;
    private readonly Func<string, Task> _handle;

    public DeadLetteredByHand(IAmazonSQS sqs, IInbox inbox, Func<string, Task> handle) => (_sqs, _inbox, _handle) = (sqs, inbox, handle);

    public async Task HandlePageAsync(string fifoQueue, string deadLetters, List<Message> page, CancellationToken cancellationToken)
    {
        var settled = new List<DeleteMessageBatchRequestEntry>(page.Count);
        foreach (var message in page)
        {
            var entry = new DeleteMessageBatchRequestEntry { Id = message.MessageId, ReceiptHandle = message.ReceiptHandle };
            if (await _inbox.HasAsync(message.MessageId, cancellationToken))
            {
                settled.Add(entry);
                continue;
            }

            try
            {
                await _handle(message.Body);
                await _inbox.AddAsync(message.MessageId, cancellationToken);
            }
            catch (FormatException)
            {
                await _sqs.SendMessageAsync(deadLetters, message.Body, cancellationToken);
            }

            settled.Add(entry);
        }

        var response = await _sqs.DeleteMessageBatchAsync(fifoQueue, settled, cancellationToken);
        if (response.Failed is { Count: > 0 } failed)
            throw new AmazonSQSException($"{failed.Count} messages were not deleted.");
    }
}
