using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace EventConsumers.Sqs;

/// <summary>Keeps the messages that are in this process hidden from other consumers.</summary>
internal sealed class VisibilityHeartbeat(IAmazonSQS client, SqsConsumerOptions options)
{
    private const int CallsAtOnce = 10;

    private readonly TimeSpan _interval = options.VisibilityTimeout / 3;

    // Those that are in this process, and whether they can still be kept hidden.
    private readonly ConcurrentDictionary<Message, bool> _messages = new();
    private readonly SqsMessageMetadata _metadata = new(options.QueueUrl);

    public void Add(Message message) => _messages[message] = true;

    /// <summary>Lets a message go; whether it was here.</summary>
    public bool Remove(Message message) => _messages.TryRemove(message, out _);

    /// <summary>Prolongs each third of the visibility timeout, so that one call may fail and the next is still in time.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, options.TimeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await Parallel.ForEachAsync(
                _messages.Where(pair => pair.Value).Select(pair => pair.Key).Chunk(SqsConsumerOptions.MostPerCall),
                new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken },
                ProlongAsync).ConfigureAwait(false);
        }
    }

    private async ValueTask ProlongAsync(Message[] messages, CancellationToken cancellationToken)
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
        // A call that is not answered counts as failed before the next one is due.
        using var timeout = new CancellationTokenSource(_interval, options.TimeProvider);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var response = await client.ChangeMessageVisibilityBatchAsync(request, ends.Token).ConfigureAwait(false);
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
