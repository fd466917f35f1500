namespace EventConsumers.Sqs;

/// <summary>The room for messages in the process: a receive asks for no more than fits.</summary>
internal sealed class Room(int capacity) : IDisposable
{
    // A call is to be worth its price, but handlers that take long must not keep the others from working.
    private const int PatienceMs = 200;

    private readonly SemaphoreSlim _places = new(capacity, capacity);

    /// <summary>Waits until a message has room, and a little for the room of more; says for how many it is kept.</summary>
    public async Task<int> ReserveAsync(int most, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        var reserved = 1;
        var until = Environment.TickCount64 + PatienceMs;
        try
        {
            while (reserved < most
                && await _places.WaitAsync((int)Math.Max(0, until - Environment.TickCount64), cancellationToken).ConfigureAwait(false))
            {
                reserved++;
            }
        }
        catch (OperationCanceledException)
        {
            Release(reserved);
            throw;
        }

        return reserved;
    }

    public void Release(int count)
    {
        if (count > 0)
            _places.Release(count);
    }

    public void Dispose() => _places.Dispose();
}
