using System.Threading.Tasks.Sources;

namespace EventConsumers;

/// <summary>A writer that waits for room. It is reused once its result has been read, so waiting allocates nothing in the long run.</summary>
internal sealed class WriteWaiter<TMessage, TKey>(Func<WriteWaiter<TMessage, TKey>, bool> withdraw, Action<WriteWaiter<TMessage, TKey>> reuse)
    : IValueTaskSource<bool>
    where TKey : notnull
{
    private ManualResetValueTaskSourceCore<bool> _result = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;

    public TMessage Message { get; private set; } = default!;

    public TKey? Key { get; private set; }

    /// <summary>The neighbours in the queue of writers.</summary>
    public WriteWaiter<TMessage, TKey>? Previous { get; set; }

    public WriteWaiter<TMessage, TKey>? Next { get; set; }

    /// <summary>Whether it still waits in the queue.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Why its message could not be taken in.</summary>
    public Exception? Failure { get; set; }

    public void Prepare(TMessage message, TKey? key) => (Message, Key) = (message, key);

    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        // The result cannot have been read yet: the caller has no task to read it from.
        var task = new ValueTask<bool>(this, _result.Version);
        _cancellation = cancellationToken.UnsafeRegister(
            static (waiter, token) => ((WriteWaiter<TMessage, TKey>)waiter!).Cancel(token), this);
        return task;
    }

    public void Answer(bool accepted)
    {
        if (Failure is null)
            _result.SetResult(accepted);
        else
            _result.SetException(Failure);
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        if (withdraw(this))
            _result.SetException(new OperationCanceledException(cancellationToken));
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _cancellation.Dispose();
        try
        {
            return _result.GetResult(token);
        }
        finally
        {
            _cancellation = default;
            Failure = null;
            Prepare(default!, default);
            _result.Reset();
            reuse(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _result.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _result.OnCompleted(continuation, state, token, flags);
}
