// Trap: an endless loop with a catch-all and a delay, round the receive: the service is away, no message is in hand.
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ValidCode.Sqs;

public sealed class OutlivesOutages : BackgroundService
{
    private readonly IAmazonSQS _sqs;
    private readonly ILogger<OutlivesOutages> _logger;
    private readonly Func<List<Message>, CancellationToken, Task> _handlePage;
    private readonly ReceiveMessageRequest _request = new() { QueueUrl = "https://sqs/1/pages", MaxNumberOfMessages = 10, WaitTimeSeconds = 20 };

    public OutlivesOutages(IAmazonSQS sqs, ILogger<OutlivesOutages> logger, Func<List<Message>, CancellationToken, Task> handlePage) =>
        (_sqs, _logger, _handlePage) = (sqs, logger, handlePage);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            List<Message>? messages;
            try
            {
                messages = (await _sqs.ReceiveMessageAsync(_request, stoppingToken)).Messages;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                _logger.LogError(exception, "Receiving failed");
                await Task.Delay(TimeSpan.FromSeconds(10), stoppingToken);
                continue;
            }

            if (messages is null or { Count: 0 })
                continue;

            await _handlePage(messages, stoppingToken);
            var entries = messages.ConvertAll(message => new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle));
            var response = await _sqs.DeleteMessageBatchAsync(_request.QueueUrl, entries, stoppingToken);
            if (response.Failed?.Count > 0)
                _logger.LogWarning("{Count} messages were not deleted", response.Failed.Count);
        }
    }
}
