// Trap: one message per receive and one delete each, as the order of a FIFO queue asks for.
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ValidCode.Sqs;

public sealed class FifoOneAtATime
{
    private const string Queue = "https://sqs.eu-west-1.amazonaws.com/123456789012/ledger.fifo";

    private readonly IAmazonSQS _sqs;
    private readonly Func<string, CancellationToken, Task> _book;

    public FifoOneAtATime(IAmazonSQS sqs, Func<string, CancellationToken, Task> book) => (_sqs, _book) = (sqs, book);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var response = await _sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(Queue) { MaxNumberOfMessages = 1, WaitTimeSeconds = 20 }, cancellationToken);
            if (response.Messages is not { Count: > 0 } messages)
                continue;

            var message = messages[0];
            await _book(message.Body, cancellationToken);
            await _sqs.DeleteMessageAsync(Queue, message.ReceiptHandle, cancellationToken);
        }
    }
}
