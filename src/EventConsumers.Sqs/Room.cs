namespace EventConsumers.Sqs;

/// <summary>The room for messages in the process: a receive asks for no more than fits.</summary>
internal sealed class Room(int capacity) : IDisposable
{
    private readonly SemaphoreSlim _places = new(capacity, capacity);

    /// <summary>Waits until so many messages have room, and keeps it for them.</summary>
    public async Task ReserveAsync(int count, CancellationToken cancellationToken)
    {
        var reserved = 0;
        try
        {
            for (; reserved < count; reserved++)
                await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Release(reserved);
            throw;
        }
    }

    public void Release(int count)
    {
        if (count > 0)
            _places.Release(count);
    }

    public void Dispose() => _places.Dispose();
}
