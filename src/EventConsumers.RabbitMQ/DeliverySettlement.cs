namespace EventConsumers.RabbitMQ;

/// <summary>Settles each delivery on the channel that it came by, over all the channels that a consumer has in its life.</summary>
internal sealed class DeliverySettlement : Settlement<RabbitMqDelivery>
{
    /// <summary>The subscription that receives just now.</summary>
    public Subscription? Current { get; set; }

    protected override void OnReceived(RabbitMqDelivery message) => message.Subscription!.Track(message);

    protected override ValueTask SettleAsync(RabbitMqDelivery message, CancellationToken cancellationToken)
    {
        message.ReturnBody();
        return message.Subscription!.SettleAsync(message);
    }

    // Only a stop releases; the end of the channel then makes the broker deliver the message again.
    protected override ValueTask ReleaseAsync(RabbitMqDelivery message, CancellationToken cancellationToken)
    {
        message.ReturnBody();
        return default;
    }

    public override ValueTask FlushAsync(CancellationToken cancellationToken = default) => Current?.FlushAsync(cancellationToken) ?? default;
}
