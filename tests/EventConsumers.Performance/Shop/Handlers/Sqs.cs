using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Shop.Feature0;

public sealed class OrderPaidConsumer(IAmazonSQS sqs, OrderService orders, ILogger<OrderPaidConsumer> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var request = new ReceiveMessageRequest { QueueUrl = "feature0-paid", MaxNumberOfMessages = 10, WaitTimeSeconds = 20 };
        while (!stoppingToken.IsCancellationRequested)
        {
            var response = await sqs.ReceiveMessageAsync(request, stoppingToken);
            foreach (var message in response.Messages ?? [])
            {
                try
                {
                    var paid = JsonSerializer.Deserialize<OrderPaid>(message.Body)!;
                    await orders.PayAsync(paid.Id, stoppingToken);
                    await sqs.DeleteMessageAsync(request.QueueUrl, message.ReceiptHandle, stoppingToken);
                }
                catch (JsonException e)
                {
                    logger.LogError(e, "Message {Id} cannot be read", message.MessageId);
                }
            }
        }
    }
}
