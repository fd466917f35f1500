namespace EventConsumers.Sqs;

/// <summary>The room for messages in the process: a receive asks for no more than fits.</summary>
#pragma warning disable CA1001 // A handler that was left behind still uses it; a semaphore without a wait handle holds nothing to dispose of.
internal sealed class Room(int capacity)
#pragma warning restore CA1001
{
    // A call is to be worth its price, but handlers that take long must not keep the others from working.
    private const int PatienceMs = 200;

    private readonly SemaphoreSlim _places = new(capacity, capacity);

    /// <summary>Held while the messages of a receive are handed in.</summary>
    public SemaphoreSlim HandingIn { get; } = new(1, 1);

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
}
