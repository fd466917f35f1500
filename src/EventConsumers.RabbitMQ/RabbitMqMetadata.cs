using System.Diagnostics;

namespace EventConsumers.RabbitMQ;

/// <summary>Reads what logs, traces and deduplication need to know of a delivery.</summary>
public sealed class RabbitMqMetadata : MessageMetadata<RabbitMqDelivery>
{
    /// <summary>The one instance that is needed.</summary>
    public static RabbitMqMetadata Instance { get; } = new();

    /// <summary>The property <c>message-id</c>.</summary>
    /// <param name="message">The delivery.</param>
    public override string? IdOf(RabbitMqDelivery message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Properties.MessageId;
    }

    /// <summary>Queue, delivery tag and routing key.</summary>
    /// <param name="message">The delivery.</param>
    public override string PositionOf(RabbitMqDelivery message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.ToString();
    }

    /// <summary>The headers <c>traceparent</c> and <c>tracestate</c>, which RabbitMQ.Client 7 and OpenTelemetry's instrumentation write.</summary>
    /// <param name="message">The delivery.</param>
    public override ActivityContext TraceContextOf(RabbitMqDelivery message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Header("traceparent") is { } parent
            && ActivityContext.TryParse(parent, message.Header("tracestate"), isRemote: true, out var context)
                ? context
                : default;
    }
}
