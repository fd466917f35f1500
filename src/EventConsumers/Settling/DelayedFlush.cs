namespace EventConsumers;

/// <summary>Calls a flush once some time after it was asked to.</summary>
internal sealed class DelayedFlush : IAsyncDisposable
{
    private readonly Func<CancellationToken, ValueTask> _flush;
    private readonly BatchOptions _options;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _disposed = new();
    private int _isSet;

    public DelayedFlush(Func<CancellationToken, ValueTask> flush, BatchOptions options)
    {
        _flush = flush;
        _options = options;
        _timer = options.TimeProvider.CreateTimer(
            static self => _ = ((DelayedFlush)self!).RunAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Flushes after <see cref="BatchOptions.MaxDelay"/>, or after a pause that grows with the failures, unless that is about to
    /// happen anyway.
    /// </summary>
    public void Set(int failures = 0)
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
            _timer.Change(failures == 0 ? _options.MaxDelay : _options.PauseAfter(failures), Timeout.InfiniteTimeSpan);
    }

    public ValueTask DisposeAsync()
    {
        _disposed.Cancel();
        return _timer.DisposeAsync();
    }

    private async Task RunAsync()
    {
        Volatile.Write(ref _isSet, 0);
        try
        {
            await _flush(_disposed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            Log.NotFlushed(_options.Logger, exception);
        }
    }
}
