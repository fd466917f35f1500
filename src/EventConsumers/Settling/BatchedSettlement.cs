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

    public BatchedSettlement(
        Func<IReadOnlyList<TMessage>, CancellationToken, ValueTask<IReadOnlyCollection<TMessage>>> settle,
        BatchOptions options,
        Func<TMessage, CancellationToken, ValueTask>? release)
    {
        (_settle, _options, _release) = (settle, options, release);
        _delayed = new DelayedFlush(FlushAsync, options);
    }

    public override ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        List<TMessage> batch;
        lock (_gate)
            batch = Take();
        return batch.Count == 0 ? default : SettleAllAsync(batch, cancellationToken);
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
            catch (Exception exception) when (attempt < _options.MaxAttempts && exception is not OperationCanceledException)
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
