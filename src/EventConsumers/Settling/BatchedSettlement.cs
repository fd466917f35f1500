namespace EventConsumers;

/// <summary>Settles messages together.</summary>
internal sealed class BatchedSettlement<TMessage> : Settlement<TMessage>
{
    private readonly Func<IReadOnlyList<TMessage>, CancellationToken, ValueTask<IReadOnlyCollection<TMessage>>> _settle;
    private readonly Func<TMessage, CancellationToken, ValueTask>? _release;
    private readonly BatchOptions _options;
    private readonly DelayedFlush _delayed;
    private readonly object _gate = new();
    private List<TMessage> _batch = [];
    private Task _delayedCalls = Task.CompletedTask;

    public BatchedSettlement(
        Func<IReadOnlyList<TMessage>, CancellationToken, ValueTask<IReadOnlyCollection<TMessage>>> settle,
        BatchOptions options,
        Func<TMessage, CancellationToken, ValueTask>? release)
    {
        (_settle, _options, _release) = (settle, options, release);
        _delayed = new DelayedFlush(SettleDelayedAsync, options);
    }

    public override async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        List<TMessage> batch;
        Task delayedCalls;
        lock (_gate)
            (batch, delayedCalls) = (Take(), _delayedCalls);
        var call = batch.Count == 0 ? Task.CompletedTask : SettleAllAsync(batch, cancellationToken).AsTask();
        await Task.WhenAll(call, delayedCalls.WaitAsync(cancellationToken)).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await _delayed.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected internal override ValueTask SettleAsync(TMessage message, CancellationToken cancellationToken)
    {
        List<TMessage> batch;
        lock (_gate)
        {
            _batch.Add(message);
            if (_batch.Count < _options.MaxSize)
            {
                if (_batch.Count == 1)
                    _delayed.Set();
                return default;
            }

            batch = Take();
        }

        // Whoever fills a batch settles it: while the broker is slow, fewer messages are handled.
        return SettleAllAsync(batch, cancellationToken);
    }

    protected internal override ValueTask ReleaseAsync(TMessage message, CancellationToken cancellationToken) =>
        _release is null ? default : _release(message, cancellationToken);

    // Nobody waits for the timer but a flush: then these calls are not to be cut off by the end.
    private async ValueTask SettleDelayedAsync(CancellationToken cancellationToken)
    {
        List<TMessage> batch;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            batch = Take();
            if (batch.Count == 0)
                return;

            _delayedCalls = _delayedCalls.IsCompleted ? ended.Task : Task.WhenAll(_delayedCalls, ended.Task);
        }

        try
        {
            await SettleAllAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ended.SetResult();
        }
    }

    private List<TMessage> Take()
    {
        var batch = _batch;
        _batch = new List<TMessage>(Math.Min(_options.MaxSize, 1024));
        return batch;
    }

    private async ValueTask SettleAllAsync(List<TMessage> batch, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            Exception? failure = null;
            try
            {
                var failed = await _settle(batch, cancellationToken).ConfigureAwait(false);
                if (failed.Count == 0)
                    return;

                batch = [.. failed];
            }
            catch (Exception exception) when (attempt < _options.MaxAttempts && !cancellationToken.IsCancellationRequested)
            {
                failure = exception;
            }

            if (attempt >= _options.MaxAttempts)
            {
                Log.BatchNotSettled(_options.Logger, batch.Count, attempt);
                return;
            }

            Log.BatchTriedAgain(_options.Logger, failure, batch.Count, attempt);
            await Task.Delay(_options.PauseAfter(attempt), _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
