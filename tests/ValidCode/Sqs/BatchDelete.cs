// Trap: messages are deleted in one call after a loop of work; what the service could not delete is read and logged.
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ValidCode.Sqs;

public sealed class BatchDelete : BackgroundService
{
    private readonly IAmazonSQS _sqs;
    private readonly IOrderStore _orders;
    private readonly ILogger<BatchDelete> _logger;

    public BatchDelete(IAmazonSQS sqs, IOrderStore orders, ILogger<BatchDelete> logger)
    {
        _sqs = sqs;
        _orders = orders;
        _logger = logger;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queue = (await _sqs.GetQueueUrlAsync("orders.fifo", stoppingToken)).QueueUrl;
        while (!stoppingToken.IsCancellationRequested)
        {
            var request = new ReceiveMessageRequest { QueueUrl = queue, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 };
            var response = await _sqs.ReceiveMessageAsync(request, stoppingToken);
            var done = new List<DeleteMessageBatchRequestEntry>();
            foreach (var message in response.Messages ?? new List<Message>())
            {
                try
                {
                    var order = JsonSerializer.Deserialize(message.Body, MessageJson.Default.OrderPlaced);
                    await _orders.SaveAsync(order!, stoppingToken);
                    done.Add(new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle));
                }
                catch (StoreUnavailableException exception)
                {
                    // Comes back when its visibility ends; the queue's redrive policy counts.
                    _logger.LogWarning(exception, "Message {Id} failed", message.MessageId);
                }
            }

            if (done.Count == 0)
                continue;

            var deleted = await _sqs.DeleteMessageBatchAsync(queue, done, stoppingToken);
            foreach (var failure in deleted.Failed ?? new List<BatchResultErrorEntry>())
                _logger.LogError("Message {Id} was not deleted: {Reason}", failure.Id, failure.Message);
        }
    }
}
