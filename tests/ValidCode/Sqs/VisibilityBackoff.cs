// Trap: a catch-all round the work of each message, but the message is kept back longer each time, and not deleted.
using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ValidCode.Sqs;

public sealed class VisibilityBackoff
{
    private readonly IAmazonSQS _sqs;
    private readonly string _queue;
    private readonly Func<Message, CancellationToken, Task> _handle;

    public VisibilityBackoff(IAmazonSQS sqs, string queue, Func<Message, CancellationToken, Task> handle) => (_sqs, _queue, _handle) = (sqs, queue, handle);

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        for (; ; cancellationToken.ThrowIfCancellationRequested())
        {
            var response = await _sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest
                {
                    QueueUrl = _queue,
                    MaxNumberOfMessages = 10,
                    WaitTimeSeconds = 20,
                    MessageSystemAttributeNames = new List<string> { "ApproximateReceiveCount" },
                },
                cancellationToken);
            var messages = response.Messages ?? new List<Message>();
            var results = await Task.WhenAll(messages.Select(message => TryAsync(message, cancellationToken)));
            var done = messages.Where((_, index) => results[index]).Select(m => new DeleteMessageBatchRequestEntry(m.MessageId, m.ReceiptHandle)).ToList();
            if (done.Count > 0)
            {
                var deleted = await _sqs.DeleteMessageBatchAsync(new DeleteMessageBatchRequest(_queue, done), cancellationToken);
                if (deleted.Failed is { Count: > 0 } failed)
                    Console.Error.WriteLine($"{failed.Count} messages were not deleted and will come again.");
            }
        }
    }

    private async Task<bool> TryAsync(Message message, CancellationToken cancellationToken)
    {
        try
        {
            await _handle(message, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var received = int.Parse(message.Attributes["ApproximateReceiveCount"], CultureInfo.InvariantCulture);
            await _sqs.ChangeMessageVisibilityAsync(_queue, message.ReceiptHandle, Math.Min(900, 10 << received), cancellationToken);
            return false;
        }
    }
}
