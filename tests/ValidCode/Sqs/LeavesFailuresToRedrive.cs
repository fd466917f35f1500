// Trap: a catch-all in a poll loop that logs and goes round, but the message is not deleted: it comes again, and the redrive policy counts.
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Logging;

namespace ValidCode.Sqs;

public sealed class LeavesFailuresToRedrive
{
    private readonly IAmazonSQS _sqs;
    private readonly ILogger<LeavesFailuresToRedrive> _logger;
    private readonly Func<IReadOnlyList<Message>, CancellationToken, Task> _handle;

    public LeavesFailuresToRedrive(IAmazonSQS sqs, ILogger<LeavesFailuresToRedrive> logger, Func<IReadOnlyList<Message>, CancellationToken, Task> handle) =>
        (_sqs, _logger, _handle) = (sqs, logger, handle);

    public async Task PollAsync(string queue, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var response = await _sqs.ReceiveMessageAsync(
                    new ReceiveMessageRequest { QueueUrl = queue, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 }, cancellationToken);
                var messages = response.Messages ?? new List<Message>();
                if (messages.Count == 0)
                    continue;

                await _handle(messages, cancellationToken);
                var deleted = await _sqs.DeleteMessageBatchAsync(
                    queue, messages.Select(m => new DeleteMessageBatchRequestEntry(m.MessageId, m.ReceiptHandle)).ToList(), cancellationToken);
                foreach (var failed in deleted.Failed ?? Enumerable.Empty<BatchResultErrorEntry>())
                    _logger.LogWarning("{Id} was not deleted: {Code}", failed.Id, failed.Code);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _logger.LogError(exception, "The page failed");
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
    }
}
