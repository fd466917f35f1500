namespace EventConsumers;

/// <summary>
/// Tells the broker which messages are done. A <see cref="MessagePump{TMessage}"/> asks it only after a message's handler has
/// finished, so a crash at any moment makes the broker deliver again what was not done: duplicates, never losses.
/// </summary>
/// <typeparam name="TMessage">The client's type of a message.</typeparam>
public abstract class Settlement<TMessage> : IAsyncDisposable
{
    /// <summary>
    /// Called once for each message when the pump takes it in, in the order of receipt and one at a time, before its handler
    /// can start. Must return at once: no other message is taken in meanwhile.
    /// </summary>
    /// <param name="message">The message.</param>
    protected internal virtual void OnReceived(TMessage message)
    {
    }

    /// <summary>Settles a message whose handler has finished, now or together with others.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancelled when the pump's time for stopping has run out.</param>
    protected internal abstract ValueTask SettleAsync(TMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a message back that the pump will not handle any more, so that the broker can deliver it again soon. Does nothing
    /// by default: an unsettled message comes back by itself once its lock, its channel or its session ends.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancelled when the pump's time for stopping has run out.</param>
    protected internal virtual ValueTask ReleaseAsync(TMessage message, CancellationToken cancellationToken) => default;

    /// <summary>Settles what is done and waits for others to be settled with.</summary>
    /// <param name="cancellationToken">Stops waiting for the broker.</param>
    public virtual ValueTask FlushAsync(CancellationToken cancellationToken = default) => default;

    /// <summary>Ends timers. What still waits to be settled stays unsettled: call <see cref="FlushAsync"/> before.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
