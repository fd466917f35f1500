namespace EventConsumers;

/// <summary>Settles all messages up to a position with one call.</summary>
internal sealed class CumulativeSettlement<TMessage> : Settlement<TMessage>
{
    private readonly Func<TMessage, long> _positionOf;
    private readonly Func<long, CancellationToken, ValueTask> _settleUpTo;
    private readonly Func<TMessage, CancellationToken, ValueTask>? _release;
    private readonly int _maxSize;
    private readonly Watermark _watermark = new();
    private readonly DelayedFlush _delayed;
    private readonly SemaphoreSlim _settling = new(1, 1);
    private long _settled = -1;
    private int _unsettled;
    private int _failures;

    public CumulativeSettlement(
        Func<TMessage, long> positionOf,
        Func<long, CancellationToken, ValueTask> settleUpTo,
        BatchOptions options,
        Func<TMessage, CancellationToken, ValueTask>? release)
    {
        (_positionOf, _settleUpTo, _release, _maxSize) = (positionOf, settleUpTo, release, options.MaxSize);
        _delayed = new DelayedFlush(FlushAsync, options);
    }

    public override async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        await _settling.WaitAsync(cancellationToken).ConfigureAwait(false);
        await SettleAndLeaveAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await _delayed.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected internal override void OnReceived(TMessage message) => _watermark.Track(_positionOf(message));

    protected internal override ValueTask SettleAsync(TMessage message, CancellationToken cancellationToken)
    {
        var hasRisen = _watermark.Complete(_positionOf(message));
        var isFull = Interlocked.Increment(ref _unsettled) >= _maxSize;
        if (!hasRisen)
            return default;

        // While another call is under way nobody waits for it: the next message that is done settles this one too, or the timer.
        if (isFull && _settling.Wait(0, CancellationToken.None))
            return SettleAndLeaveAsync(cancellationToken);

        SetTimer();
        return default;
    }

    protected internal override async ValueTask ReleaseAsync(TMessage message, CancellationToken cancellationToken)
    {
        if (_release is null)
            return;

        await _release(message, cancellationToken).ConfigureAwait(false);
        if (_watermark.Skip(_positionOf(message)))
            SetTimer();
    }

    private async ValueTask SettleAndLeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var value = _watermark.Value;
            if (value > _settled)
            {
                Interlocked.Exchange(ref _unsettled, 0);
                await _settleUpTo(value, cancellationToken).ConfigureAwait(false);
                _settled = value;
                Volatile.Write(ref _failures, 0);
            }
        }
        catch
        {
            // The next call settles these too; if none comes, the timer tries again. Without end: nothing else would.
            Interlocked.Increment(ref _failures);
            SetTimer();
            throw;
        }
        finally
        {
            _settling.Release();
        }
    }

    private void SetTimer() => _delayed.Set(Volatile.Read(ref _failures));
}
