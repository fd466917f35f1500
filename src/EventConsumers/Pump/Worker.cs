using System.Threading.Tasks.Sources;

namespace EventConsumers;

/// <summary>What one of a pump's loops waits on while there is nothing to handle. Waiting allocates nothing.</summary>
internal sealed class Worker : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _woken = new() { RunContinuationsAsynchronously = true };

    /// <summary>The worker that has been idle for longer.</summary>
    public Worker? NextIdle { get; set; }

    /// <summary>Whether it was woken for a message and has not looked yet.</summary>
    public bool IsLooking { get; set; }

    /// <summary>Prepares for the next wait; called before anyone can wake it.</summary>
    public void Reset() => _woken.Reset();

    public void Wake() => _woken.SetResult(true);

    public ValueTask WaitAsync() => new(this, _woken.Version);

    void IValueTaskSource.GetResult(short token) => _woken.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _woken.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _woken.OnCompleted(continuation, state, token, flags);
}
