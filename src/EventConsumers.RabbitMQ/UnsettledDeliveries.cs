namespace EventConsumers.RabbitMQ;

/// <summary>
/// The deliveries of one channel that the broker waits to hear of, in the order of their tags. Not safe for use by several threads.
/// </summary>
/// <remarks>
/// A list rather than a <see cref="Watermark"/>: one message that takes long must not hold up the acknowledgement of all behind it,
/// or the prefetch runs out and with it the other keys' messages. Those behind it are taken out one by one then, and the list
/// never holds more than the prefetch.
/// </remarks>
internal sealed class UnsettledDeliveries
{
    private RabbitMqDelivery? _first;
    private RabbitMqDelivery? _last;
    private ulong _watermark;

    /// <summary>How many are done with none before them left to do, since the last <see cref="TakeWatermark"/>.</summary>
    public int Ready { get; private set; }

    /// <summary>How many are done and stand behind one that is not.</summary>
    public int HeldUp { get; private set; }

    public void Add(RabbitMqDelivery delivery)
    {
        delivery.IsTracked = true;
        delivery.Previous = _last;
        if (_last is null)
            _first = delivery;
        else
            _last.Next = delivery;
        _last = delivery;
    }

    public void Complete(RabbitMqDelivery delivery)
    {
        delivery.IsDone = true;
        HeldUp++;
        Advance();
    }

    /// <summary>Takes out one that is settled by itself.</summary>
    public void Remove(RabbitMqDelivery delivery)
    {
        Unlink(delivery);
        Advance();
    }

    /// <summary>The tag up to which all can be acknowledged together; 0 if there is none since the last time.</summary>
    public ulong TakeWatermark()
    {
        var tag = Ready > 0 ? _watermark : 0;
        Ready = 0;
        return tag;
    }

    /// <summary>Takes out those that are held up, to be acknowledged one by one.</summary>
    public void TakeHeldUp(List<ulong> tags)
    {
        for (var delivery = _first; delivery is not null && HeldUp > 0;)
        {
            var next = delivery.Next;
            if (delivery.IsDone)
            {
                tags.Add(delivery.DeliveryTag);
                Unlink(delivery);
                HeldUp--;
            }

            delivery = next;
        }
    }

    private void Advance()
    {
        while (_first is { IsDone: true } first)
        {
            _watermark = first.DeliveryTag;
            Unlink(first);
            HeldUp--;
            Ready++;
        }
    }

    private void Unlink(RabbitMqDelivery delivery)
    {
        if (delivery.Previous is null)
            _first = delivery.Next;
        else
            delivery.Previous.Next = delivery.Next;
        if (delivery.Next is null)
            _last = delivery.Previous;
        else
            delivery.Next.Previous = delivery.Previous;
        (delivery.Previous, delivery.Next, delivery.IsTracked) = (null, null, false);
    }
}
