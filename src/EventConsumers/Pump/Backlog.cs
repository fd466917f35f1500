namespace EventConsumers;

/// <summary>What a worker gets when it asks for the next message.</summary>
internal enum Turn
{
    /// <summary>A message to handle.</summary>
    Message,

    /// <summary>Nothing for now: the worker is noted as idle and will be woken.</summary>
    Idle,

    /// <summary>Nothing any more: the worker can end.</summary>
    End,
}

/// <summary>The messages in a pump: those that wait, and those that are being handled. Safe for use by several threads.</summary>
internal abstract class Backlog<TMessage>
{
    /// <summary>How many messages are inside, waiting or being handled.</summary>
    public abstract int Count { get; }

    /// <summary>How many of them wait.</summary>
    public abstract int Waiting { get; }

    /// <summary>Takes a message in, at once or when there is room; false if the backlog is closed.</summary>
    public abstract ValueTask<bool> WriteAsync(TMessage message, CancellationToken cancellationToken);

    /// <summary>Takes a message in if there is room and nobody waits for it.</summary>
    public abstract bool TryWrite(TMessage message);

    /// <summary>Hands a worker's last message in, if it has one, and takes the next.</summary>
    /// <param name="worker">Who asks.</param>
    /// <param name="slot">Where the last message was kept, -1 for none; then where the next one is.</param>
    /// <param name="message">The next message.</param>
    public abstract Turn Next(Worker worker, ref int slot, out TMessage message);

    /// <summary>Keeps a message that failed, so that none behind it with its key is ever handled.</summary>
    public abstract void Block(int slot);

    /// <summary>Takes out what waits behind a message with its key.</summary>
    public abstract IReadOnlyList<TMessage> TakeFollowers(int slot);

    /// <summary>Takes nothing in any more; workers end when nothing can be handled.</summary>
    public abstract void Close();

    /// <summary>Closes, and takes out all that has not been started.</summary>
    public abstract IReadOnlyList<TMessage> Empty();
}
