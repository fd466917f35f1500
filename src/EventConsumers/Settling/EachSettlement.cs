namespace EventConsumers;

/// <summary>Settles each message by itself.</summary>
internal sealed class EachSettlement<TMessage>(
    Func<TMessage, CancellationToken, ValueTask> settle, Func<TMessage, CancellationToken, ValueTask>? release) : Settlement<TMessage>
{
    protected internal override ValueTask SettleAsync(TMessage message, CancellationToken cancellationToken) => settle(message, cancellationToken);

    protected internal override ValueTask ReleaseAsync(TMessage message, CancellationToken cancellationToken) =>
        release is null ? default : release(message, cancellationToken);
}
