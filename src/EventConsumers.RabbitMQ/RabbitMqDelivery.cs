using System.Buffers;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ;

/// <summary>
/// A message as the broker delivered it. Its body is a copy in pooled memory, since the client uses its own again as soon as the
/// message has been taken in.
/// </summary>
public sealed class RabbitMqDelivery
{
    private readonly int _length;
    private byte[]? _body;

    /// <summary>Makes a delivery, such as for the test of a handler.</summary>
    /// <param name="queue">The queue it comes from.</param>
    /// <param name="routingKey">The routing key it was published with.</param>
    /// <param name="body">The body, which is copied.</param>
    /// <param name="properties">The properties; none if null.</param>
    /// <param name="exchange">The exchange it was published to.</param>
    /// <param name="deliveryTag">The channel's number for the delivery.</param>
    /// <param name="redelivered">Whether it may have been delivered before.</param>
    public RabbitMqDelivery(
        string queue,
        string routingKey,
        ReadOnlyMemory<byte> body,
        IReadOnlyBasicProperties? properties = null,
        string exchange = "",
        ulong deliveryTag = 1,
        bool redelivered = false)
    {
        (Queue, RoutingKey, Exchange, DeliveryTag, Redelivered) = (queue, routingKey, exchange, deliveryTag, redelivered);
        Properties = properties ?? new BasicProperties();
        _length = body.Length;
        _body = _length == 0 ? [] : ArrayPool<byte>.Shared.Rent(_length);
        body.CopyTo(_body);
    }

    internal RabbitMqDelivery(
        Subscription subscription,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body)
        : this(subscription.Queue, routingKey, body, properties, exchange, deliveryTag, redelivered) => Subscription = subscription;

    /// <summary>The queue it comes from.</summary>
    public string Queue { get; }

    /// <summary>The exchange it was published to; empty for the default exchange.</summary>
    public string Exchange { get; }

    /// <summary>The routing key it was published with.</summary>
    public string RoutingKey { get; }

    /// <summary>The channel's number for the delivery: another one when the message is delivered again.</summary>
    public ulong DeliveryTag { get; }

    /// <summary>Whether the message may have been delivered before.</summary>
    public bool Redelivered { get; }

    /// <summary>The properties and headers that the producer gave it.</summary>
    public IReadOnlyBasicProperties Properties { get; }

    /// <summary>The body. It is valid until the handler has finished: copy what must live longer.</summary>
    /// <exception cref="ObjectDisposedException">The handler has finished.</exception>
    public ReadOnlyMemory<byte> Body =>
        new(_body ?? throw new ObjectDisposedException(nameof(Body), "The body of a delivery is valid until its handler has finished; copy what must live longer."), 0, _length);

    /// <summary>The subscription that it came by, the only one that can settle it.</summary>
    internal Subscription? Subscription { get; }

    /// <summary>Whether its channel has ended: it cannot be settled any more, and the broker delivers it again.</summary>
    internal bool IsObsolete => Subscription is { HasEnded: true };

    /// <summary>What its key could not be read for, which is a failure of its handler.</summary>
    internal Exception? KeyFailure { get; set; }

    // The place among the unsettled deliveries of its subscription.
    internal RabbitMqDelivery? Previous { get; set; }

    internal RabbitMqDelivery? Next { get; set; }

    internal bool IsTracked { get; set; }

    internal bool IsDone { get; set; }

    /// <summary>Reads a header as text, as which the broker delivers strings only after decoding; null if there is none of that name.</summary>
    /// <param name="name">The header's name.</param>
    public string? Header(string name) =>
        Properties.Headers is { } headers && headers.TryGetValue(name, out var value)
            ? value switch
            {
                null => null,
                string text => text,
                byte[] utf8 => Encoding.UTF8.GetString(utf8),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            }
            : null;

    /// <summary>Where it stands with the broker.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"queue {Queue}, delivery tag {DeliveryTag}, routing key {RoutingKey}");

    /// <summary>Gives the body's memory back to the pool; called when no handler can read it any more.</summary>
    internal void ReturnBody()
    {
        if (Interlocked.Exchange(ref _body, null) is { Length: > 0 } body)
            ArrayPool<byte>.Shared.Return(body);
    }
}
