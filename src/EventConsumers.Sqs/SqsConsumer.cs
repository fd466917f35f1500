using System.Collections.Concurrent;
using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Polly;

namespace EventConsumers.Sqs;

/// <summary>
/// Consumes a queue of Amazon SQS: receives with long polling as many messages as there is room for, hands them to a
/// <see cref="MessagePump{TMessage}"/>, keeps them hidden while they are here, and deletes them in batches once they are handled.
/// A message of a FIFO queue waits for those of its group.
/// </summary>
/// <remarks>
/// A crash at any moment loses nothing: what was not deleted is delivered again when its visibility timeout ends. Handlers
/// must expect a message twice.
/// </remarks>
public sealed class SqsConsumer
{
    private static readonly TimeSpan FirstReceiveDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestReceiveDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstRelease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRelease = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan DepthInterval = TimeSpan.FromSeconds(30);

    private readonly IAmazonSQS _client;
    private readonly SqsConsumerOptions _options;
    private readonly BatchOptions _delete;
    private readonly Func<Message, CancellationToken, ValueTask> _handler;
    private readonly SqsMessageMetadata _metadata;
    private readonly VisibilityHeartbeat _heartbeat;
    private readonly ConcurrentDictionary<Message, bool> _failed = new();
    private readonly ResiliencePipeline _receiving;

    /// <summary>Makes a consumer; it receives nothing before <see cref="RunAsync"/>.</summary>
    /// <param name="client">The client; it stays the caller's.</param>
    /// <param name="handler">Does the work for one message.</param>
    /// <param name="options">How to work.</param>
    /// <exception cref="ArgumentException">An option has a value that cannot work; the message says what to change.</exception>
    public SqsConsumer(IAmazonSQS client, Func<Message, CancellationToken, ValueTask> handler, SqsConsumerOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_client, _options) = (client, options);
        _delete = options.Delete.CopyFor(options.Logger, options.TimeProvider);
        _metadata = new SqsMessageMetadata(options.QueueUrl);
        _heartbeat = new VisibilityHeartbeat(client, options);
        _handler = Handler(handler);
        // Without end: a consumer outlives an outage of its broker.
        _receiving = EndlessRetry.Pipeline(FirstReceiveDelay, LongestReceiveDelay, options.TimeProvider, attempt =>
            Log.NotReceived(options.Logger, attempt.Outcome.Exception, options.QueueUrl, attempt.AttemptNumber + 1, attempt.RetryDelay));
    }

    /// <summary>Consumes until it is cancelled, then handles and deletes what it has received.</summary>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var room = new Room(_options.Capacity);
        await using var pump = Pump(room);
        using var receiving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, pump.Stopping);
        using var running = new CancellationTokenSource();
        var heartbeat = _heartbeat.RunAsync(running.Token);
        var watching = WatchAsync(running.Token);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, _options.Receivers).Select(_ => ReceiveAsync(pump, room, receiving.Token))).ConfigureAwait(false);
        }
        finally
        {
            await pump.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await running.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(heartbeat, watching).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }

        await pump.Completion.ConfigureAwait(false);
    }

    private MessagePump<Message> Pump(Room room)
    {
        var pump = new MessagePump<Message>(
            async (message, cancellationToken) =>
            {
                try
                {
                    await _handler(message, cancellationToken).ConfigureAwait(false);
                }
                catch
                {
                    // The pump releases what stands behind it, so all that came with it has to be in before.
                    await room.HandingIn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
                    room.HandingIn.Release();
                    throw;
                }

                Leave(message);
            },
            Settlements.Batched<Message>(DeleteAsync, _delete, async (message, cancellationToken) =>
            {
                Leave(message);
                await ReleaseAsync(message, cancellationToken).ConfigureAwait(false);
            }),
            new MessagePumpOptions<Message>
            {
                Concurrency = _options.Concurrency,
                Capacity = _options.Capacity,
                Order = _options.IsFifo ? MessageOrder.ByKey<Message, string>(SqsMessageMetadata.GroupOf) : MessageOrder.Unordered<Message>(),
                WhenHandlerFails = FailureMode.Release,
                DrainTimeout = _options.DrainTimeout,
                CancelTimeout = _options.CancelTimeout,
                Metadata = _metadata,
                Logger = _options.Logger,
                TimeProvider = _options.TimeProvider,
            });
        _options.Metrics?.ObserveInFlight(() => pump.Count);
        return pump;

        void Leave(Message message)
        {
            if (_heartbeat.Remove(message))
                room.Release(1);
        }
    }

    private Func<Message, CancellationToken, ValueTask> Handler(Func<Message, CancellationToken, ValueTask> handler)
    {
        Func<Message, CancellationToken, ValueTask> attempts = handler;
        if (_options.DeadLetterQueueUrl is { } queueUrl)
        {
            var retry = _options.Retry.CopyFor(_metadata, _options.Logger, _options.TimeProvider);
            attempts = new RetryThenDeadLetter<Message>(handler, new DeadLetterQueue(_client, queueUrl, _options.Metrics).SendAsync, retry).HandleAsync;
        }

        var measured = _options.Metrics?.Measure(attempts, _metadata) ?? attempts;
        return async (message, cancellationToken) =>
        {
            try
            {
                await measured(message, cancellationToken).ConfigureAwait(false);
            }
            catch when (!cancellationToken.IsCancellationRequested)
            {
                _failed[message] = true;
                throw;
            }
        };
    }

    private async Task ReceiveAsync(MessagePump<Message> pump, Room room, CancellationToken cancellationToken)
    {
        var request = new ReceiveMessageRequest
        {
            QueueUrl = _options.QueueUrl,
            WaitTimeSeconds = (int)_options.WaitTime.TotalSeconds,
            VisibilityTimeout = (int)_options.VisibilityTimeout.TotalSeconds,
            MessageAttributeNames = ["All"],
            MessageSystemAttributeNames = ["All"],
        };
        try
        {
            while (true)
            {
                request.MaxNumberOfMessages = await room.ReserveAsync(_options.PerReceive, cancellationToken).ConfigureAwait(false);
                var messages = await ReceiveOnceAsync(request, room, cancellationToken).ConfigureAwait(false);
                foreach (var message in messages)
                    _heartbeat.Add(message);
                await HandInAsync(pump, room, messages).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async ValueTask HandInAsync(MessagePump<Message> pump, Room room, List<Message> messages)
    {
        await room.HandingIn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            foreach (var message in messages)
            {
                // There is room: that was reserved. It is refused only while stopping, and then comes again by itself.
                if (!await pump.WriteAsync(message, CancellationToken.None).ConfigureAwait(false))
                    _heartbeat.Remove(message);
            }
        }
        finally
        {
            room.HandingIn.Release();
        }
    }

    private async Task<List<Message>> ReceiveOnceAsync(ReceiveMessageRequest request, Room room, CancellationToken cancellationToken)
    {
        var reserved = request.MaxNumberOfMessages ?? 0;
        var received = 0;
        try
        {
            var response = await _receiving.ExecuteAsync(
                static async (state, token) => await state.Client.ReceiveMessageAsync(state.Request, token).ConfigureAwait(false),
                (Client: _client, Request: request), cancellationToken).ConfigureAwait(false);
            // Null in version 4 of the SDK when there are none.
            List<Message> messages = response.Messages ?? [];
            received = messages.Count;
            return messages;
        }
        finally
        {
            room.Release(reserved - received);
        }
    }

    private async ValueTask<IReadOnlyCollection<Message>> DeleteAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken)
    {
        var response = await _client.DeleteMessageBatchAsync(
            new DeleteMessageBatchRequest
            {
                QueueUrl = _options.QueueUrl,
                Entries = [.. messages.Select((message, index) => new DeleteMessageBatchRequestEntry { Id = Entries.IdOf(index), ReceiptHandle = message.ReceiptHandle })],
            },
            cancellationToken).ConfigureAwait(false);
        return [.. (response.Failed ?? []).Select(failed => messages[Entries.IndexOf(failed.Id)])];
    }

    // A message that was not handled can be delivered again at once; one that failed only after a while, which doubles with each delivery.
    private async ValueTask ReleaseAsync(Message message, CancellationToken cancellationToken)
    {
        var delay = _failed.TryRemove(message, out _)
            ? Backoff.After(SqsMessageMetadata.ReceiveCountOf(message), FirstRelease, LongestRelease)
            : TimeSpan.Zero;
        await _client.ChangeMessageVisibilityAsync(
            new ChangeMessageVisibilityRequest { QueueUrl = _options.QueueUrl, ReceiptHandle = message.ReceiptHandle, VisibilityTimeout = (int)delay.TotalSeconds },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        long? depth = null;
        var isFirst = true;
        _options.Metrics?.ObserveDepth(() => depth);
        using var timer = new PeriodicTimer(DepthInterval, _options.TimeProvider);
        do
        {
            depth = await ReadAttributesAsync(isFirst, cancellationToken).ConfigureAwait(false);
            isFirst = false;
        }
        while (_options.Metrics is not null && await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task<long?> ReadAttributesAsync(bool isFirst, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _client.GetQueueAttributesAsync(
                new GetQueueAttributesRequest { QueueUrl = _options.QueueUrl, AttributeNames = ["ApproximateNumberOfMessages", "RedrivePolicy"] },
                cancellationToken).ConfigureAwait(false);
            if (isFirst && _options.DeadLetterQueueUrl is null && response.Attributes?.ContainsKey("RedrivePolicy") != true)
                Log.NoDeadLetters(_options.Logger, _options.QueueUrl);
            return long.TryParse(response.Attributes?.GetValueOrDefault("ApproximateNumberOfMessages"), CultureInfo.InvariantCulture, out var depth) ? depth : null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NoAttributes(_options.Logger, exception, _options.QueueUrl);
            return null;
        }
    }
}
