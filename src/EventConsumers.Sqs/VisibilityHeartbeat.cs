using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace EventConsumers.Sqs;

/// <summary>Keeps the messages that are in this process hidden from other consumers.</summary>
internal sealed class VisibilityHeartbeat(IAmazonSQS client, SqsConsumerOptions options)
{
    // Those that are in this process, and whether they can still be kept hidden.
    private readonly ConcurrentDictionary<Message, bool> _messages = new();
    private readonly SqsMessageMetadata _metadata = new(options.QueueUrl);

    public void Add(Message message) => _messages[message] = true;

    /// <summary>Lets a message go; whether it was here.</summary>
    public bool Remove(Message message) => _messages.TryRemove(message, out _);

    /// <summary>Prolongs each third of the visibility timeout, so that one call may fail and the next is still in time.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.VisibilityTimeout / 3, options.TimeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var messages in _messages.Where(pair => pair.Value).Select(pair => pair.Key).Chunk(SqsConsumerOptions.MostPerCall))
                await ProlongAsync(messages, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ProlongAsync(Message[] messages, CancellationToken cancellationToken)
    {
        var request = new ChangeMessageVisibilityBatchRequest
        {
            QueueUrl = options.QueueUrl,
            Entries = [.. messages.Select((message, index) => new ChangeMessageVisibilityBatchRequestEntry
            {
                Id = Entries.IdOf(index),
                ReceiptHandle = message.ReceiptHandle,
                VisibilityTimeout = (int)options.VisibilityTimeout.TotalSeconds,
            })],
        };
        try
        {
            var response = await client.ChangeMessageVisibilityBatchAsync(request, cancellationToken).ConfigureAwait(false);
            foreach (var failed in response.Failed ?? [])
            {
                // Settled meanwhile, or hidden for too short a time after all; then it comes again.
                var message = messages[Entries.IndexOf(failed.Id)];
                if (_messages.TryUpdate(message, false, true))
                    Log.NotProlonged(options.Logger, null, message.MessageId, _metadata.PositionOf(message), failed.Code);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NoHeartbeat(options.Logger, exception, messages.Length);
        }
    }
}
