using System.Runtime.CompilerServices;
using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ;

/// <summary>
/// Consumes a queue: runs a handler for each message with bounded concurrency and in order per key if asked, acknowledges it only
/// after the handler has finished, retries and then dead-letters it if the handler fails, and subscribes again when the channel
/// or the connection is lost.
/// </summary>
/// <remarks>
/// <para>The broker delivers at least once: a message that was not acknowledged when its channel ended comes again. A message
/// whose channel has ended is not started any more, and a copy of it that comes by the next channel waits, if messages are ordered by key,
/// until the handler that still runs for its key has ended.</para>
/// <para>It is used once: to consume again, make another one.</para>
/// </remarks>
public sealed class RabbitMqConsumer : IAsyncDisposable
{
    private static readonly TimeSpan DepthInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan DepthRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CancelConsumerTimeout = TimeSpan.FromSeconds(5);

    private readonly string _queue;
    private readonly RabbitMqConsumerOptions _options;
    private readonly ConnectionSource _connections;
    private readonly ParkingPublisher? _parking;
    private readonly DeliverySettlement _settlement = new();
    private readonly RetryThenDeadLetter<RabbitMqDelivery> _retried;
    private readonly MessagePump<RabbitMqDelivery> _pump;
    private readonly CancellationTokenSource _disposed = new();
    private readonly object _gate = new();
    private Task? _run;
    private long? _depth;

    /// <summary>Makes a consumer on the application's connection, which should recover by itself and is not closed by it.</summary>
    /// <param name="connection">The connection. It may serve other consumers and publishers too.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="handler">Does the work for one message. It may complete synchronously.</param>
    /// <param name="options">How to work; the defaults if null.</param>
    /// <exception cref="ArgumentException">An option has a value that cannot work; the message says what to change.</exception>
    public RabbitMqConsumer(
        IConnection connection, string queue, Func<RabbitMqDelivery, CancellationToken, ValueTask> handler, RabbitMqConsumerOptions? options = null)
        : this(new ConnectionSource(connection ?? throw new ArgumentNullException(nameof(connection))), queue, handler, options)
    {
    }

    /// <summary>Makes a consumer with a connection of its own, which it opens, opens again when it is lost, and closes.</summary>
    /// <param name="connectionFactory">Opens connections.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="handler">Does the work for one message. It may complete synchronously.</param>
    /// <param name="options">How to work; the defaults if null.</param>
    /// <exception cref="ArgumentException">An option has a value that cannot work; the message says what to change.</exception>
    public RabbitMqConsumer(
        IConnectionFactory connectionFactory, string queue, Func<RabbitMqDelivery, CancellationToken, ValueTask> handler, RabbitMqConsumerOptions? options = null)
        : this(new ConnectionSource(connectionFactory ?? throw new ArgumentNullException(nameof(connectionFactory))), queue, handler, options)
    {
    }

    private RabbitMqConsumer(
        ConnectionSource connections, string queue, Func<RabbitMqDelivery, CancellationToken, ValueTask> handler, RabbitMqConsumerOptions? options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        ArgumentNullException.ThrowIfNull(handler);
        _options = options ?? new RabbitMqConsumerOptions();
        _options.Validate();
        (_connections, _queue) = (connections, queue);
        _parking = _options.ParkingQueue is { } parkingQueue ? new ParkingPublisher(connections, parkingQueue) : null;

        var retry = _options.Retry.CopyFor(RabbitMqMetadata.Instance, _options.Logger, _options.TimeProvider);
        _retried = new RetryThenDeadLetter<RabbitMqDelivery>((delivery, stops) => HandleAsync(handler, delivery, stops), DeadLetterAsync, retry);
        var measured = _options.Metrics?.Measure<RabbitMqDelivery>(_retried.HandleAsync, RabbitMqMetadata.Instance) ?? _retried.HandleAsync;
        // A copy that can no longer be settled is left to the one that the broker delivers again; only that one counts.
        ValueTask HandleIfCurrent(RabbitMqDelivery delivery, CancellationToken stops) => delivery.IsObsolete ? default : measured(delivery, stops);
        _pump = new MessagePump<RabbitMqDelivery>(HandleIfCurrent, _settlement, new MessagePumpOptions<RabbitMqDelivery>
        {
            Concurrency = _options.Concurrency,
            Capacity = _options.Prefetch,
            Order = _options.Order,
            DrainTimeout = _options.DrainTimeout,
            CancelTimeout = _options.CancelTimeout,
            Metadata = RabbitMqMetadata.Instance,
            Logger = _options.Logger,
            TimeProvider = _options.TimeProvider,
        });
        _options.Metrics?.ObserveInFlight(() => _pump.Count);
        _options.Metrics?.ObserveDepth(() => _depth);
    }

    /// <summary>Whether it is subscribed just now; false before the start, and while the connection, the channel or the queue is lost.</summary>
    public bool IsConsuming => _settlement.Current is { HasEnded: false };

    /// <summary>How many messages it holds, waiting or being handled.</summary>
    public int Count => _pump.Count;

    /// <summary>
    /// Consumes until it is cancelled, and then drains: takes no more messages, finishes those it holds within
    /// <see cref="RabbitMqConsumerOptions.DrainTimeout"/>, acknowledges them, and leaves the others to the broker.
    /// </summary>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="MessagePumpException">A message could be neither handled nor dead-lettered nor left alone: a bug in a choice of the retry options.</exception>
    /// <exception cref="InvalidOperationException">It ran before, or the application has closed the connection.</exception>
    public Task RunAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            if (_run is not null)
                throw new InvalidOperationException("A consumer runs once: make another one.");
            return _run = RunOnceAsync(cancellationToken);
        }
    }

    /// <summary>Ends the run as its cancellation does, and the connection if it is the consumer's own.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? run;
        lock (_gate)
            run = _run;
        await _disposed.CancelAsync().ConfigureAwait(false);
        if (run is not null)
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _pump.DisposeAsync().ConfigureAwait(false);
        if (_parking is not null)
            await _parking.DisposeAsync().ConfigureAwait(false);
        await _connections.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _pump.Stopping, _disposed.Token);
        var depth = _options.Metrics is null ? Task.CompletedTask : MeasureDepthAsync(ends.Token);
        try
        {
            for (var failures = 0; ;)
            {
                if (await SubscribeAsync(failures, ends.Token).ConfigureAwait(false) is { } subscription)
                {
                    failures = 0;
                    var end = await subscription.End.WaitAsync(ends.Token).ConfigureAwait(false);
                    Log.SubscriptionEnded(_options.Logger, end.Exception, _queue, end.Reason);
                    await subscription.DisposeAsync().ConfigureAwait(false);
                }

                await PauseAsync(++failures, ends.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
        }
        finally
        {
            await StopAsync().ConfigureAwait(false);
            await ends.CancelAsync().ConfigureAwait(false);
            await depth.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _pump.Completion.ConfigureAwait(false);
    }

    private async ValueTask<Subscription?> SubscribeAsync(int failures, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await _connections.GetAsync(cancellationToken).ConfigureAwait(false);
            var subscription = await Subscription.StartAsync(connection, _queue, _options, TakeInAsync, cancellationToken).ConfigureAwait(false);
            _settlement.Current = subscription;
            Log.Consuming(_options.Logger, _queue, _options.Prefetch, _options.Concurrency);
            return subscription;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (_connections.IsClosedForGood)
                throw new InvalidOperationException($"The connection was closed while queue {_queue} was consumed: end the consumer first.", exception);

            Log.NotSubscribed(_options.Logger, exception, _queue, failures + 1, DelayAfter(failures + 1));
            return null;
        }
    }

    // A connection that has recovered ends the pause.
    private async ValueTask PauseAsync(int failures, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.Delay(DelayAfter(failures), _options.TimeProvider, enough.Token), _connections.Recovered).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private TimeSpan DelayAfter(int failures) => Backoff.After(failures, _options.FirstRecoveryDelay, _options.MaxRecoveryDelay);

    private async Task StopAsync()
    {
        // First, so that no delivery that is still on its way gets in.
        var drained = _pump.StopAsync();
        if (_settlement.Current is not { } subscription)
        {
            await drained.ConfigureAwait(false);
            return;
        }

        try
        {
            using var timeout = new CancellationTokenSource(CancelConsumerTimeout);
            await subscription.CancelAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.NotCancelled(_options.Logger, exception, _queue);
        }

        await drained.ConfigureAwait(false);
        await subscription.DisposeAsync().ConfigureAwait(false);
    }

    private Task TakeInAsync(RabbitMqDelivery delivery, CancellationToken ended)
    {
        try
        {
            return _pump.TryWrite(delivery) ? Task.CompletedTask : WaitForRoomAsync(delivery, ended);
        }
        catch (Exception exception)
        {
            return FailAsync(delivery, exception);
        }
    }

    private async Task WaitForRoomAsync(RabbitMqDelivery delivery, CancellationToken ended)
    {
        try
        {
            if (await _pump.WriteAsync(delivery, ended).ConfigureAwait(false))
                return;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            // Never just let go: unknown to the subscription, it would be acknowledged with those behind it.
            await FailAsync(delivery, exception).ConfigureAwait(false);
            return;
        }

        // Neither requeued nor rejected: it comes again after those that are still being handled, so the order of its key holds.
        delivery.ReturnBody();
    }

    // Its key cannot be read, so the pump cannot take it in: it fails as if its handler did. Nothing is received meanwhile.
    private async Task FailAsync(RabbitMqDelivery delivery, Exception keyFailure)
    {
        delivery.KeyFailure = keyFailure;
        delivery.Subscription!.Track(delivery);
        await _retried.HandleAsync(delivery, _pump.Stopping).ConfigureAwait(false);
        delivery.ReturnBody();
        await delivery.Subscription.SettleAsync(delivery).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask HandleAsync(
        Func<RabbitMqDelivery, CancellationToken, ValueTask> handler, RabbitMqDelivery delivery, CancellationToken cancellationToken)
    {
        // A copy that can no longer be settled is left to the one that the broker delivers again, between attempts too.
        if (delivery.IsObsolete)
            return;
        if (delivery.KeyFailure is { } failure)
            throw new InvalidOperationException("The key of the message, by which it is to be ordered, cannot be read.", failure);

        try
        {
            await handler(delivery, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (delivery.IsObsolete && !cancellationToken.IsCancellationRequested)
        {
            // Neither tried again nor dead-lettered: that is for its copy.
            Log.FailedAfterEnd(_options.Logger, exception, delivery.ToString());
        }
    }

    private async ValueTask DeadLetterAsync(DeadLetter<RabbitMqDelivery> letter, CancellationToken cancellationToken)
    {
        if (letter.Message.IsObsolete)
            return;

        if (_parking is null)
            await letter.Message.Subscription!.RejectAsync(letter.Message, cancellationToken).ConfigureAwait(false);
        else
            await _parking.PublishAsync(letter, cancellationToken).ConfigureAwait(false);
        _options.Metrics?.CountDeadLettered(letter.Exception);
    }

    private async Task MeasureDepthAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                _depth = _settlement.Current is { HasEnded: false } subscription
                    ? await subscription.CountWaitingAsync(cancellationToken).ConfigureAwait(false)
                    : null;
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The subscription says what is wrong.
                _depth = null;
            }

            await Task.Delay(_depth is null ? DepthRetry : DepthInterval, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
