using Microsoft.Extensions.Logging;

namespace EventConsumers;

/// <summary>
/// Runs a handler for each message that is written to it: at most <see cref="MessagePumpOptions{TMessage}.Concurrency"/> at a
/// time, in order per key and parallel across keys if <see cref="MessagePumpOptions{TMessage}.Order"/> says so, and with at most
/// <see cref="MessagePumpOptions{TMessage}.Capacity"/> messages in memory. A message is settled only after its handler has
/// finished without an exception.
/// </summary>
/// <remarks>
/// The handler runs on the thread pool. Its token is cancelled when the pump's time for stopping has run out; a handler that
/// throws then leaves its message unsettled. Stopping never drops a message: what is not handled stays unsettled, and
/// the broker delivers it again.
/// </remarks>
/// <typeparam name="TMessage">The client's type of a message.</typeparam>
public sealed class MessagePump<TMessage> : IAsyncDisposable
{
    private readonly Func<TMessage, CancellationToken, ValueTask> _handler;
    private readonly Settlement<TMessage> _settlement;
    private readonly MessagePumpOptions<TMessage> _options;
    private readonly Backlog<TMessage> _backlog;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _hurried = new();
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _workers;
    private readonly object _gate = new();
    private Task? _stop;
    private Exception? _failure;

    /// <summary>Makes a pump that waits for messages.</summary>
    /// <param name="handler">Does the work for one message. It may complete synchronously.</param>
    /// <param name="settlement">Settles messages whose handler has finished; the pump disposes of it when it is disposed of.</param>
    /// <param name="options">How to work; the defaults if null. Later changes to it have no effect on concurrency, capacity and order.</param>
    /// <exception cref="ArgumentException">An option has a value that cannot work; the message says what to change.</exception>
    public MessagePump(
        Func<TMessage, CancellationToken, ValueTask> handler, Settlement<TMessage> settlement, MessagePumpOptions<TMessage>? options = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(settlement);
        _options = options ?? new MessagePumpOptions<TMessage>();
        _options.Validate();
        _handler = handler;
        _settlement = settlement;
        _backlog = _options.Order.CreateBacklog(_options.Capacity, settlement);
        var workers = new Task[_options.Concurrency];
        using (ExecutionContext.SuppressFlow())
        {
            for (var i = 0; i < workers.Length; i++)
                workers[i] = Task.Run(WorkAsync);
        }

        _workers = Task.WhenAll(workers);
    }

    /// <summary>How many messages the pump holds, waiting or being handled.</summary>
    public int Count => _backlog.Count;

    /// <summary>How many messages wait in the pump.</summary>
    public int Waiting => _backlog.Waiting;

    /// <summary>Cancelled as soon as the pump stops: a source need not receive any more.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Completes when the pump has stopped; fails with a <see cref="MessagePumpException"/> if it did because a handler failed.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Hands a message to the pump, and waits while the pump is full.</summary>
    /// <param name="message">The message. Its handler has not run yet when the call completes.</param>
    /// <param name="cancellationToken">Stops waiting; the message is not taken then.</param>
    /// <returns>Whether the pump took it: false once the pump stops. The message then stays unsettled, for the broker to deliver again.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before there was room.</exception>
    public ValueTask<bool> WriteAsync(TMessage message, CancellationToken cancellationToken = default) =>
        _backlog.WriteAsync(message, cancellationToken);

    /// <summary>Hands a message to the pump if it has room.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether the pump took it.</returns>
    public bool TryWrite(TMessage message) => _backlog.TryWrite(message);

    /// <summary>
    /// Handles the messages of a source until it ends or the run is cancelled, then stops as <see cref="StopAsync"/> does. The
    /// source is asked for the next message only when there is room.
    /// </summary>
    /// <param name="source">The messages. Its token is cancelled when the pump stops.</param>
    /// <param name="cancellationToken">Ends the run; what is in the pump is still handled and settled.</param>
    /// <exception cref="MessagePumpException">A handler failed, and <see cref="MessagePumpOptions{TMessage}.WhenHandlerFails"/> is to stop.</exception>
    public async Task RunAsync(IAsyncEnumerable<TMessage> source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        try
        {
            await foreach (var message in source.WithCancellation(ends.Token).ConfigureAwait(false))
            {
                if (!await WriteAsync(message, ends.Token).ConfigureAwait(false))
                    break;
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
        }
        finally
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await Completion.ConfigureAwait(false);
    }

    /// <summary>
    /// Stops: takes nothing in any more, handles what is in the pump, and settles it. After
    /// <see cref="MessagePumpOptions{TMessage}.DrainTimeout"/> the handlers' token is cancelled and messages that have not been
    /// started are released; <see cref="MessagePumpOptions{TMessage}.CancelTimeout"/> later handlers that still run are left behind,
    /// and their messages unsettled.
    /// </summary>
    /// <param name="cancellationToken">Cuts the drain timeout short, as if it had passed, also of a stop that is under way.</param>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        Task stop;
        lock (_gate)
            stop = _stop ??= StopOnceAsync();
        return cancellationToken.CanBeCanceled && !stop.IsCompleted ? HurryAsync(stop, cancellationToken) : stop;
    }

    /// <summary>Stops the pump as <see cref="StopAsync"/> does, and disposes of its settlement.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await _settlement.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WorkAsync()
    {
        var worker = new Worker();
        var slot = -1;
        while (true)
        {
            switch (_backlog.Next(worker, ref slot, out var message))
            {
                case Turn.End:
                    return;
                case Turn.Idle:
                    await worker.WaitAsync().ConfigureAwait(false);
                    continue;
            }

            try
            {
                await _handler(message, _cancelled.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                if (!await LeaveUnsettledAsync(message, slot, exception).ConfigureAwait(false))
                    slot = -1;
                continue;
            }

            try
            {
                if (!_abandoned.IsCancellationRequested)
                    await _settlement.SettleAsync(message, _abandoned.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The work is done; the broker will deliver the message again.
                Log.NotSettled(_options.Logger, exception, _options.Metadata.IdOrNone(message), _options.Metadata.PositionOrNone(message));
            }
        }
    }

    // Whether the message's key is free for the next one.
    private async ValueTask<bool> LeaveUnsettledAsync(TMessage message, int slot, Exception exception)
    {
        var isStopping = exception is OperationCanceledException && _cancelled.IsCancellationRequested;
        if (!isStopping)
            Log.HandlerFailed(_options.Logger, exception, _options.Metadata.IdOrNone(message), _options.Metadata.PositionOrNone(message));

        if (isStopping || _options.WhenHandlerFails == FailureMode.Release)
        {
            var followers = _backlog.TakeFollowers(slot);
            await ReleaseAsync(message).ConfigureAwait(false);
            foreach (var follower in followers)
                await ReleaseAsync(follower).ConfigureAwait(false);
            return true;
        }

        _backlog.Block(slot);
        var failure = new MessagePumpException(
            $"The handler failed for message {_options.Metadata.IdOrNone(message) ?? "without an id"} at {_options.Metadata.PositionOrNone(message)}, which stays unsettled.", exception);
        Interlocked.CompareExchange(ref _failure, failure, null);
        _ = StopAsync(CancellationToken.None);
        return false;
    }

    private async ValueTask ReleaseAsync(TMessage message)
    {
        try
        {
            await _settlement.ReleaseAsync(message, _abandoned.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.NotReleased(_options.Logger, exception, _options.Metadata.IdOrNone(message), _options.Metadata.PositionOrNone(message));
        }
    }

    private async Task HurryAsync(Task stop, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(static hurried => ((CancellationTokenSource)hurried!).Cancel(), _hurried))
            await stop.ConfigureAwait(false);
    }

    private async Task StopOnceAsync()
    {
        var started = _options.TimeProvider.GetTimestamp();
        _backlog.Close();
        await CancelAsync(_stopping).ConfigureAwait(false);
        var hasDrained = await EndsWithinAsync(_workers, _options.DrainTimeout, _hurried.Token).ConfigureAwait(false);
        // Out before the handlers are cancelled: no other is to start with a token that is cancelled already.
        var rest = _backlog.Empty();
        if (!hasDrained)
            await CancelAsync(_cancelled).ConfigureAwait(false);

        await ReleaseAllAsync(rest).ConfigureAwait(false);
        if (!await EndsWithinAsync(_workers, _options.CancelTimeout, CancellationToken.None).ConfigureAwait(false))
            Log.LeftBehind(_options.Logger, _backlog.Count);

        // Those that have failed since.
        await ReleaseAllAsync(_backlog.Empty()).ConfigureAwait(false);

        await FlushAsync(started).ConfigureAwait(false);
        await CancelAsync(_abandoned).ConfigureAwait(false);
        if (_failure is null)
            _completion.SetResult();
        else
            _completion.SetException(_failure);
    }

    // In what is left of the time for draining, and as long as a cancelled handler would have.
    private async ValueTask FlushAsync(long started)
    {
        try
        {
            var flush = _settlement.FlushAsync(_abandoned.Token).AsTask();
            var elapsed = _options.TimeProvider.GetElapsedTime(started);
            var left = _options.DrainTimeout == Timeout.InfiniteTimeSpan ? Timeout.InfiniteTimeSpan
                : _options.DrainTimeout > elapsed ? _options.DrainTimeout - elapsed
                : TimeSpan.Zero;
            if (!await EndsWithinAsync(flush, left, _hurried.Token).ConfigureAwait(false))
                await flush.WaitAsync(_options.CancelTimeout, _options.TimeProvider, CancellationToken.None).ConfigureAwait(false);
            await flush.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.NotFlushed(_options.Logger, exception);
        }
    }

    private async ValueTask CancelAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.NotTold(_options.Logger, exception);
        }
    }

    private async Task ReleaseAllAsync(IReadOnlyList<TMessage> messages)
    {
        foreach (var message in messages)
            await ReleaseAsync(message).ConfigureAwait(false);
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(time, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return task.IsCompleted;
        }
    }
}
