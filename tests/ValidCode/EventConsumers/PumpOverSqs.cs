// Trap: messages are yielded by an iterator and deleted by a delegate, far from the handler.
using System.Runtime.CompilerServices;
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using EventConsumers;
using Microsoft.Extensions.Hosting;
using Polly;

namespace ValidCode.EventConsumers;

public sealed class PumpOverSqs : BackgroundService
{
    private const string Queue = "https://sqs.eu-central-1.amazonaws.com/1/orders";

    private readonly IAmazonSQS _sqs;
    private readonly IOrderStore _orders;
    private readonly ResiliencePipeline _storeIsAway;
    private readonly ConsumerMetrics _metrics;

    public PumpOverSqs(IAmazonSQS sqs, IOrderStore orders, ResiliencePipeline storeIsAway, ConsumerMetrics metrics) =>
        (_sqs, _orders, _storeIsAway, _metrics) = (sqs, orders, storeIsAway, metrics);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var deduplicator = new Deduplicator<Message>(message => message.MessageId);
        await using var pump = new MessagePump<Message>(
            _metrics.Measure<Message>(deduplicator.Wrap(SaveAsync), new MessageMetadata<Message>()),
            Settlements.Batched<Message>(DeleteAsync, new BatchOptions { MaxSize = 10 }, ReleaseAsync),
            new MessagePumpOptions<Message> { Concurrency = 20, Capacity = 100, WhenHandlerFails = FailureMode.Release });
        _metrics.ObserveInFlight(() => pump.Count);
        await pump.RunAsync(ReceiveAsync(stoppingToken), stoppingToken);
    }

    private async IAsyncEnumerable<Message> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var response = await _sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest { QueueUrl = Queue, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 }, cancellationToken);
            foreach (var message in response.Messages ?? new List<Message>())
                yield return message;
        }
    }

    private async ValueTask SaveAsync(Message message, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.Deserialize(message.Body, MessageJson.Default.OrderPlaced) ?? throw new InvalidOrderException("No order.");
        await _storeIsAway.ExecuteAsync(async token => await _orders.SaveAsync(order, token), cancellationToken);
    }

    private async ValueTask<IReadOnlyCollection<Message>> DeleteAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken)
    {
        var entries = messages.Select((message, index) => new DeleteMessageBatchRequestEntry(index.ToString(), message.ReceiptHandle)).ToList();
        var response = await _sqs.DeleteMessageBatchAsync(Queue, entries, cancellationToken);
        return (response.Failed ?? new List<BatchResultErrorEntry>()).Select(entry => messages[int.Parse(entry.Id)]).ToList();
    }

    private async ValueTask ReleaseAsync(Message message, CancellationToken cancellationToken) =>
        await _sqs.ChangeMessageVisibilityAsync(Queue, message.ReceiptHandle, 30, cancellationToken);
}
