using System.Collections.Concurrent;

namespace EventConsumers.Tests.Pump;

/// <summary>Keeps what a pump asks of it.</summary>
internal sealed class RecordedSettlement<TMessage> : Settlement<TMessage>
{
    public ConcurrentQueue<TMessage> Received { get; } = new();

    public ConcurrentQueue<TMessage> Settled { get; } = new();

    public ConcurrentQueue<TMessage> Released { get; } = new();

    public int Flushes { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>Called before a message counts as settled.</summary>
    public Action<TMessage> OnSettle { get; init; } = _ => { };

    public override ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        Flushes++;
        return default;
    }

    public override ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return base.DisposeAsync();
    }

    protected internal override void OnReceived(TMessage message) => Received.Enqueue(message);

    protected internal override ValueTask SettleAsync(TMessage message, CancellationToken cancellationToken)
    {
        OnSettle(message);
        Settled.Enqueue(message);
        return default;
    }

    protected internal override ValueTask ReleaseAsync(TMessage message, CancellationToken cancellationToken)
    {
        Released.Enqueue(message);
        return default;
    }
}
