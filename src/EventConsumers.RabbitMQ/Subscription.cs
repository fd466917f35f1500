using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace EventConsumers.RabbitMQ;

/// <summary>
/// One channel with one consumer on it, from its start to its end, which never comes back: delivery tags mean something only here.
/// Whatever is asked of it after its end is dropped, since the broker delivers again what was not settled.
/// </summary>
internal sealed class Subscription : IAsyncBasicConsumer, IAsyncDisposable
{
    private static readonly CreateChannelOptions ChannelOptions = new(
        publisherConfirmationsEnabled: false, publisherConfirmationTrackingEnabled: false, consumerDispatchConcurrency: 1);

    private readonly IChannel _channel;
    private readonly RabbitMqConsumerOptions _options;
    private readonly Func<RabbitMqDelivery, CancellationToken, Task> _takeIn;
    private readonly int _acknowledgeEvery;
    private readonly UnsettledDeliveries _unsettled = new();
    private readonly object _gate = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly List<ulong> _heldUp = [];
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource<SubscriptionEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _consumerTag;
    private bool _isTimerSet;

    private Subscription(
        IChannel channel, string queue, RabbitMqConsumerOptions options, Func<RabbitMqDelivery, CancellationToken, Task> takeIn)
    {
        (_channel, Queue, _options, _takeIn) = (channel, queue, options, takeIn);
        _acknowledgeEvery = options.AcknowledgeEveryOrDefault;
        _timer = options.TimeProvider.CreateTimer(
            static self => _ = ((Subscription)self!).AcknowledgeInTimeAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        channel.ChannelShutdownAsync += (_, reason) => EndAsync($"its channel was closed: {reason.ReplyCode} {reason.ReplyText}", reason.Exception);
    }

    public string Queue { get; }

    /// <summary>Completes when it can neither receive nor settle any more.</summary>
    public Task<SubscriptionEnd> End => _end.Task;

    public bool HasEnded => _end.Task.IsCompleted;

    IChannel IAsyncBasicConsumer.Channel => _channel;

    /// <summary>Subscribes to a queue.</summary>
    /// <param name="connection">Where to open the channel.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="options">How.</param>
    /// <param name="takeIn">Called with one delivery after the other; its token is cancelled when the subscription ends.</param>
    /// <param name="cancellationToken">Stops waiting for the broker.</param>
    public static async Task<Subscription> StartAsync(
        IConnection connection,
        string queue,
        RabbitMqConsumerOptions options,
        Func<RabbitMqDelivery, CancellationToken, Task> takeIn,
        CancellationToken cancellationToken)
    {
        var channel = await connection.CreateChannelAsync(ChannelOptions, cancellationToken).ConfigureAwait(false);
        var subscription = new Subscription(channel, queue, options, takeIn);
        try
        {
            if (options.Prepare is { } prepare)
                await prepare(channel, cancellationToken).ConfigureAwait(false);
            await channel.BasicQosAsync(prefetchSize: 0, (ushort)options.Prefetch, global: false, cancellationToken).ConfigureAwait(false);
            subscription._consumerTag = await channel.BasicConsumeAsync(
                queue, autoAck: false, options.ConsumerTag, noLocal: false, exclusive: false, options.ConsumerArguments, subscription, cancellationToken)
                .ConfigureAwait(false);
            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes note of a delivery that the pump has taken in.</summary>
    public void Track(RabbitMqDelivery delivery)
    {
        lock (_gate)
            _unsettled.Add(delivery);
    }

    /// <summary>Acknowledges a delivery, together with others.</summary>
    public ValueTask SettleAsync(RabbitMqDelivery delivery)
    {
        lock (_gate)
        {
            // One that was rejected is settled.
            if (HasEnded || !delivery.IsTracked)
                return default;

            _unsettled.Complete(delivery);
            if (!IsDue)
            {
                if (!_isTimerSet && _unsettled.Ready > 0)
                    _isTimerSet = _timer.Change(_options.AcknowledgeAfter, Timeout.InfiniteTimeSpan);
                return default;
            }
        }

        // While acknowledgements are under way nobody waits for them: they go on until none is due.
        return _sending.Wait(0, CancellationToken.None) ? SendAsync(isLast: false) : default;
    }

    /// <summary>Rejects a delivery, so that the broker dead-letters it.</summary>
    public async ValueTask RejectAsync(RabbitMqDelivery delivery, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (HasEnded)
                return;

            // It leaves the list only afterwards: until then it keeps the watermark below it.
            await _channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false, CancellationToken.None).ConfigureAwait(false);
            lock (_gate)
                _unsettled.Remove(delivery);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Acknowledges all that is done.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        await SendAsync(isLast: true).ConfigureAwait(false);
    }

    /// <summary>Asks the broker how many messages wait in the queue.</summary>
    public Task<uint> CountWaitingAsync(CancellationToken cancellationToken) => _channel.MessageCountAsync(Queue, cancellationToken);

    /// <summary>Asks the broker for no more deliveries.</summary>
    public async Task CancelAsync(CancellationToken cancellationToken)
    {
        if (_consumerTag is not null && !HasEnded)
            await _channel.BasicCancelAsync(_consumerTag, noWait: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the channel; the broker delivers again what is unsettled.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync("it was closed", null).ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        await Channels.CloseAsync(_channel).ConfigureAwait(false);
    }

    Task IAsyncBasicConsumer.HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken)
    {
        return HasEnded
            ? Task.CompletedTask
            : _takeIn(new RabbitMqDelivery(this, deliveryTag, redelivered, exchange, routingKey, properties, body), _ended.Token);
    }

    Task IAsyncBasicConsumer.HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken) => Task.CompletedTask;

    Task IAsyncBasicConsumer.HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken) => Task.CompletedTask;

    Task IAsyncBasicConsumer.HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken) =>
        EndAsync("the broker cancelled its consumer: the queue was deleted or moved", null);

    Task IAsyncBasicConsumer.HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => Task.CompletedTask;

    private bool IsDue => _unsettled.Ready >= _acknowledgeEvery || _unsettled.HeldUp > _options.Prefetch / 2;

    private async Task AcknowledgeInTimeAsync()
    {
        lock (_gate)
            _isTimerSet = false;
        await _sending.WaitAsync().ConfigureAwait(false);
        await SendAsync(isLast: false).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(bool isLast)
    {
        do
        {
            try
            {
                await SendOnceAsync(isLast).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // What was to be acknowledged is not known to the broker: let it deliver that again, on another channel.
                await EndAsync("an acknowledgement could not be sent", exception).ConfigureAwait(false);
            }
            finally
            {
                _sending.Release();
            }

            // Asked only now: whoever was done before has found somebody sending, and has left it to him.
        }
        while (IsDueNow() && _sending.Wait(0, CancellationToken.None));
    }

    private async ValueTask SendOnceAsync(bool isLast)
    {
        ulong upTo;
        lock (_gate)
        {
            upTo = HasEnded ? 0 : _unsettled.TakeWatermark();
            if (!HasEnded && (isLast || _unsettled.HeldUp > _options.Prefetch / 2))
                _unsettled.TakeHeldUp(_heldUp);
        }

        if (upTo > 0)
            await _channel.BasicAckAsync(upTo, multiple: true, CancellationToken.None).ConfigureAwait(false);
#pragma warning disable EVC2003 // With 'multiple: true' they would take the one along that they stand behind.
        foreach (var tag in _heldUp)
            await _channel.BasicAckAsync(tag, multiple: false, CancellationToken.None).ConfigureAwait(false);
#pragma warning restore EVC2003
        _heldUp.Clear();
    }

    private bool IsDueNow()
    {
        lock (_gate)
            return !HasEnded && IsDue;
    }

    private Task EndAsync(string reason, Exception? exception) =>
        _end.TrySetResult(new SubscriptionEnd(reason, exception)) ? _ended.CancelAsync() : Task.CompletedTask;
}

/// <summary>Why a subscription has ended.</summary>
internal sealed record SubscriptionEnd(string Reason, Exception? Exception);
