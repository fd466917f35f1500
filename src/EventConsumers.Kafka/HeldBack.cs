namespace EventConsumers.Kafka;

/// <summary>
/// Messages that the client has handed out and the pump has no room for: seldom more than one, since then nothing is consumed. They
/// go in first when there is room. The polling thread's.
/// </summary>
internal sealed class HeldBack<TKey, TValue>(MessagePump<Delivery<TKey, TValue>> pump)
{
    private readonly Queue<Delivery<TKey, TValue>> _waiting = new();
    private CancellationTokenSource? _withdraw;
    private Task<bool>? _writing;

    /// <summary>How many there are.</summary>
    public int Count => _waiting.Count;

    /// <summary>Hands a message to the pump, or holds it back.</summary>
    public void Write(in Delivery<TKey, TValue> delivery)
    {
        if (_waiting.Count > 0 || !TryWrite(delivery))
            _waiting.Enqueue(delivery);
    }

    /// <summary>Hands all of them to the pump; false if it has no room within a time.</summary>
    public bool TryWrite(TimeSpan time)
    {
        while (_waiting.TryPeek(out var delivery))
        {
            if (_writing is null)
            {
                _withdraw = new CancellationTokenSource();
                _writing = WriteAsync(delivery, _withdraw.Token);
            }

            if (!_writing.Wait(time))
                return false;

            Forget();
            _waiting.Dequeue();
        }

        return true;
    }

    /// <summary>Drops those of partitions that are gone; who gets those reads them again.</summary>
    public void Remove(IReadOnlyCollection<Assignment> gone)
    {
        if (!_waiting.Any(delivery => gone.Contains(delivery.Assignment)))
            return;

        // The first one may just have got in; then it is the pump's and drains with it.
        var isIn = !TryWithdraw();
        var kept = _waiting.Skip(isIn ? 1 : 0).Where(delivery => !gone.Contains(delivery.Assignment)).ToArray();
        _waiting.Clear();
        foreach (var delivery in kept)
            _waiting.Enqueue(delivery);
    }

    public void Clear()
    {
        TryWithdraw();
        _waiting.Clear();
    }

    private bool TryWrite(in Delivery<TKey, TValue> delivery)
    {
        try
        {
            return pump.TryWrite(delivery);
        }
        catch (Exception exception) when (delivery.KeyFailure is null)
        {
            // The pump has not taken it in. Without a key it does, and there the message fails like any other.
            return pump.TryWrite(delivery.WithKeyFailure(exception));
        }
    }

    private async Task<bool> WriteAsync(Delivery<TKey, TValue> delivery, CancellationToken withdraw)
    {
        try
        {
            return await pump.WriteAsync(delivery, withdraw).ConfigureAwait(false);
        }
        catch (Exception exception) when (delivery.KeyFailure is null && !withdraw.IsCancellationRequested)
        {
            return await pump.WriteAsync(delivery.WithKeyFailure(exception), withdraw).ConfigureAwait(false);
        }
    }

    private bool TryWithdraw()
    {
        if (_writing is null)
            return true;

        _withdraw!.Cancel();
        var isOut = _writing.ContinueWith(static writing => writing.IsCanceled, TaskScheduler.Default).GetAwaiter().GetResult();
        Forget();
        return isOut;
    }

    private void Forget()
    {
        _withdraw?.Dispose();
        (_writing, _withdraw) = (null, null);
    }
}
