namespace EventConsumers;

/// <summary>Which messages a <see cref="MessagePump{TMessage}"/> may handle side by side.</summary>
/// <typeparam name="TMessage">The client's type of a message.</typeparam>
public abstract class MessageOrder<TMessage>
{
    private protected MessageOrder()
    {
    }

    /// <summary>The same order for something that carries such messages, as an adapter's own type does.</summary>
    /// <typeparam name="TCarrier">The type of what carries a message.</typeparam>
    /// <param name="messageOf">Reads the message; null if there is none, and then it waits for no other if its key can be null.</param>
    public abstract MessageOrder<TCarrier> Within<TCarrier>(Func<TCarrier, TMessage?> messageOf);

    internal abstract Backlog<TMessage> CreateBacklog(int capacity, Settlement<TMessage> settlement);
}

/// <summary>Makes the orders in which a <see cref="MessagePump{TMessage}"/> can handle messages.</summary>
public static class MessageOrder
{
    /// <summary>All messages side by side: they are started in the order in which they came, and may finish in any.</summary>
    /// <typeparam name="TMessage">The client's type of a message.</typeparam>
    public static MessageOrder<TMessage> Unordered<TMessage>() => new Keyed<TMessage, bool>(null, null);

    /// <summary>One message after the other, in the order in which they came.</summary>
    /// <typeparam name="TMessage">The client's type of a message.</typeparam>
    public static MessageOrder<TMessage> Sequential<TMessage>() => new Keyed<TMessage, bool>(_ => true, null);

    /// <summary>
    /// Messages of one key one after the other, in the order in which they came; messages of different keys side by side. A
    /// message whose key is null waits for no other.
    /// </summary>
    /// <typeparam name="TMessage">The client's type of a message.</typeparam>
    /// <typeparam name="TKey">The type of the key, usually that of an entity's id.</typeparam>
    /// <param name="keyOf">Reads the key of a message; called once per message, on the thread that writes it.</param>
    /// <param name="comparer">Tells which keys are equal; the default comparer if null.</param>
    public static MessageOrder<TMessage> ByKey<TMessage, TKey>(Func<TMessage, TKey?> keyOf, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(keyOf);
        return new Keyed<TMessage, TKey>(keyOf, comparer);
    }

    private sealed class Keyed<TMessage, TKey>(Func<TMessage, TKey?>? keyOf, IEqualityComparer<TKey>? comparer) : MessageOrder<TMessage>
        where TKey : notnull
    {
        public override MessageOrder<TCarrier> Within<TCarrier>(Func<TCarrier, TMessage?> messageOf)
        {
            ArgumentNullException.ThrowIfNull(messageOf);
            return new Keyed<TCarrier, TKey>(
                keyOf is null ? null : carrier => messageOf(carrier) is { } message ? keyOf(message) : default, comparer);
        }

        internal override Backlog<TMessage> CreateBacklog(int capacity, Settlement<TMessage> settlement) =>
            new KeyedBacklog<TMessage, TKey>(capacity, settlement, keyOf, comparer);
    }
}
