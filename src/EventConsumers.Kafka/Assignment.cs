using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>
/// One time that a partition was given to the consumer. When the partition comes back it is another one, so what a late handler
/// completes here can never move the offset there.
/// </summary>
internal sealed class Assignment(TopicPartition partition, int replayWindow)
{
    private readonly Watermark _watermark = new();
    private readonly CancellationTokenSource _cancelled = new();
    private readonly object _gate = new();
    private CancellationTokenRegistration _link;
    private int _running;
    private int _allowance;
    private volatile bool _isEnded;
    private volatile bool _isLinked;

    public TopicPartition Partition => partition;

    /// <summary>The highest position behind which nothing is left to do; -1 before there is one.</summary>
    public long Completed => _watermark.Value;

    /// <summary>The position that was received last; the polling thread's.</summary>
    public long Received { get; private set; } = -1;

    /// <summary>The position that was to be received first, once it is known; the polling thread's.</summary>
    public long? Start { get; set; }

    /// <summary>The position that was stored last; the polling thread's.</summary>
    public long Stored { get; set; } = -1;

    /// <summary>Whether the partition is paused because its window is full; the polling thread's.</summary>
    public bool IsWindowFull { get; private set; }

    /// <summary>Whether the partition belongs to someone else: what has not been started is not started any more.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>How many messages have come since the oldest unfinished one, it included.</summary>
    public int InFlight => _watermark.InFlight;

    /// <summary>How many handlers run.</summary>
    public int Running => Volatile.Read(ref _running);

    public void Track(long offset) => _watermark.Track(offset);

    public void Complete(long offset) => _watermark.Complete(offset);

    /// <summary>
    /// Notes a message that was received; whether the window is full now, counting those that the pump has not taken in yet. To be
    /// asked only by the polling thread.
    /// </summary>
    public bool FillsWindow(long offset, int heldBack)
    {
        Received = offset;
        Start ??= offset;
        // The watermark is asked only when the window could be full by what was known last.
        if (--_allowance > 0)
            return false;

        _allowance = replayWindow - InFlight - heldBack;
        IsWindowFull = _allowance <= 0;
        return IsWindowFull;
    }

    /// <summary>Whether the window was full and half of it is free again; the polling thread's.</summary>
    public bool HasRoomInWindow => IsWindowFull && InFlight <= replayWindow / 2;

    /// <summary>Notes that the partition is received again. To be called only by the polling thread.</summary>
    public void OpenWindow()
    {
        _allowance = replayWindow - InFlight;
        IsWindowFull = false;
    }

    /// <summary>Notes that a handler starts; false if it must not.</summary>
    public bool TryStart()
    {
        // In this order: who ends the assignment and then sees none running can rely on it.
        Interlocked.Increment(ref _running);
        if (!_isEnded)
            return true;

        Interlocked.Decrement(ref _running);
        return false;
    }

    public void Stop() => Interlocked.Decrement(ref _running);

    /// <summary>A token that is cancelled when the partition is taken away and the time for draining is over, or the pump's is.</summary>
    public CancellationToken TokenWith(CancellationToken pump)
    {
        if (!_isLinked)
            Link(pump);
        return _cancelled.Token;
    }

    /// <summary>Starts nothing any more and cancels what runs.</summary>
    public void End()
    {
        _isEnded = true;
        Interlocked.MemoryBarrier();
        // Handlers go on elsewhere: the polling thread is not theirs.
        _ = _cancelled.CancelAsync();
        lock (_gate)
            _link.Unregister();
    }

    private void Link(CancellationToken pump)
    {
        lock (_gate)
        {
            if (_isLinked)
                return;

            _link = pump.UnsafeRegister(static cancelled => ((CancellationTokenSource)cancelled!).Cancel(), _cancelled);
            _isLinked = true;
        }
    }
}
