namespace EventConsumers;

/// <summary>Makes the ways in which a broker can be told what is done.</summary>
public static class Settlements
{
    /// <summary>Settles each message by itself, as soon as its handler has finished.</summary>
    /// <typeparam name="TMessage">The client's type of a message.</typeparam>
    /// <param name="settle">Settles a message.</param>
    /// <param name="release">Gives a message back unsettled; null leaves that to the broker.</param>
    public static Settlement<TMessage> Each<TMessage>(
        Func<TMessage, CancellationToken, ValueTask> settle, Func<TMessage, CancellationToken, ValueTask>? release = null)
    {
        ArgumentNullException.ThrowIfNull(settle);
        return new EachSettlement<TMessage>(settle, release);
    }

    /// <summary>
    /// Settles messages together, as many as the client can in one call and at the latest after
    /// <see cref="BatchOptions.MaxDelay"/>. Those that a call did not settle are tried again, then left to the broker.
    /// </summary>
    /// <typeparam name="TMessage">The client's type of a message.</typeparam>
    /// <param name="settle">
    /// Settles the messages in one call and returns those that it did not settle, none if it settled all. If it throws, none
    /// counts as settled.
    /// </param>
    /// <param name="options">How many and how long; the defaults if null.</param>
    /// <param name="release">Gives a message back unsettled; null leaves that to the broker.</param>
    /// <exception cref="ArgumentException">An option has a value that cannot work; the message says what to change.</exception>
    public static Settlement<TMessage> Batched<TMessage>(
        Func<IReadOnlyList<TMessage>, CancellationToken, ValueTask<IReadOnlyCollection<TMessage>>> settle,
        BatchOptions? options = null,
        Func<TMessage, CancellationToken, ValueTask>? release = null)
    {
        ArgumentNullException.ThrowIfNull(settle);
        options ??= new BatchOptions();
        options.Validate();
        return new BatchedSettlement<TMessage>(settle, options, release);
    }

    /// <summary>
    /// Settles all messages up to a position with one call: never past a message that is not done, at the latest every
    /// <see cref="BatchOptions.MaxSize"/> messages or after <see cref="BatchOptions.MaxDelay"/>. For one stream of positions: one
    /// RabbitMQ channel, one Kafka partition.
    /// </summary>
    /// <typeparam name="TMessage">The client's type of a message.</typeparam>
    /// <param name="positionOf">Reads a message's position: a delivery tag, an offset. Positions rise from message to message.</param>
    /// <param name="settleUpTo">Settles the message at a position and all before it. Called one at a time, with rising positions.</param>
    /// <param name="options">How many and how long; the defaults if null.</param>
    /// <param name="release">
    /// Gives one message back by its own position, such as by a negative acknowledgement, after which it holds up none behind it.
    /// If null, a released message stays unsettled, and with it all behind it, until the stream is read again from there.
    /// </param>
    /// <exception cref="ArgumentException">An option has a value that cannot work; the message says what to change.</exception>
    public static Settlement<TMessage> Cumulative<TMessage>(
        Func<TMessage, long> positionOf,
        Func<long, CancellationToken, ValueTask> settleUpTo,
        BatchOptions? options = null,
        Func<TMessage, CancellationToken, ValueTask>? release = null)
    {
        ArgumentNullException.ThrowIfNull(positionOf);
        ArgumentNullException.ThrowIfNull(settleUpTo);
        options ??= new BatchOptions { MaxSize = 100 };
        options.Validate();
        return new CumulativeSettlement<TMessage>(positionOf, settleUpTo, options, release);
    }
}
