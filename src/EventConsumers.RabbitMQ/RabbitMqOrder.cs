namespace EventConsumers.RabbitMQ;

/// <summary>Orders by what a delivery brings along. For a key inside the body: <see cref="MessageOrder.ByKey{TMessage, TKey}"/>.</summary>
/// <remarks>
/// The order holds within a consumer. Several consumers of one queue take its messages in turns: give the queue a single active
/// consumer, or spread the keys over queues of their own with a consistent-hash exchange.
/// </remarks>
public static class RabbitMqOrder
{
    /// <summary>Deliveries of one routing key one after the other, those of different routing keys side by side.</summary>
    public static MessageOrder<RabbitMqDelivery> ByRoutingKey() =>
        MessageOrder.ByKey<RabbitMqDelivery, string>(static delivery => delivery.RoutingKey, StringComparer.Ordinal);

    /// <summary>Deliveries with the same value in a header one after the other, all others side by side. One without the header waits for none.</summary>
    /// <param name="name">The header's name.</param>
    public static MessageOrder<RabbitMqDelivery> ByHeader(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return MessageOrder.ByKey<RabbitMqDelivery, string>(delivery => delivery.Header(name), StringComparer.Ordinal);
    }
}
