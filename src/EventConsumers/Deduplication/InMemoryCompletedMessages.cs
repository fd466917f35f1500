namespace EventConsumers;

/// <summary>
/// Remembers handled messages in this process: a number of them at most, the oldest forgotten first, and each for a time. Enough
/// where the broker delivers a message again to the same instance, as after a lost connection; not across restarts and instances.
/// </summary>
public sealed class InMemoryCompletedMessages : ICompletedMessageStore
{
    private readonly object _gate = new();
    private readonly Dictionary<string, Mark> _marks = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, long Number)> _order = new();
    private readonly int _capacity;
    private readonly TimeProvider _time;
    private long _number;

    /// <summary>Makes an empty store.</summary>
    /// <param name="capacity">How many marks to keep at most: some 190 bytes each, with an id of the length of a GUID.</param>
    /// <param name="timeProvider">Measures time; the system's clock if null.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than one.</exception>
    public InMemoryCompletedMessages(int capacity = 100_000, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>How many messages are remembered, those included whose time is over and that nothing has pushed out yet.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _marks.Count;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsCompletedAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (_gate)
            return new(_marks.TryGetValue(id, out var mark) && _time.GetTimestamp() < mark.ForgottenAt);
    }

    /// <inheritdoc/>
    public ValueTask MarkCompletedAsync(string id, TimeSpan keepFor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(keepFor, TimeSpan.Zero);
        lock (_gate)
        {
            // Not by the clock on the wall, which may be set: marks would be forgotten too early, or kept for too long.
            var now = _time.GetTimestamp();
            var kept = keepFor.TotalSeconds * _time.TimestampFrequency;
            var forgottenAt = kept < long.MaxValue - now ? now + (long)kept : long.MaxValue;
            _marks[id] = new Mark(++_number, forgottenAt);
            _order.Enqueue((id, _number));
            while (_order.Count > _capacity || IsOver(_order.Peek().Id, now))
                ForgetOldest();
        }

        return default;
    }

    private bool IsOver(string id, long now) => !_marks.TryGetValue(id, out var mark) || mark.ForgottenAt <= now;

    // A message that was marked again since is remembered by its later mark.
    private void ForgetOldest()
    {
        var (id, number) = _order.Dequeue();
        if (_marks.TryGetValue(id, out var mark) && mark.Number == number)
            _marks.Remove(id);
    }

    private readonly record struct Mark(long Number, long ForgottenAt);
}
