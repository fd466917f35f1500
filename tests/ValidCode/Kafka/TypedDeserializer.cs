// Trap: bytes become an object once per message, but straight from the span and with generated type information.
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class TypedDeserializer<T> : IDeserializer<T?>, ISerializer<T>
    where T : class
{
    private readonly JsonTypeInfo<T> _type;

    public TypedDeserializer(JsonTypeInfo<T> type) => _type = type;

    public T? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
        isNull ? null : JsonSerializer.Deserialize(data, _type);

    public byte[] Serialize(T data, SerializationContext context) => JsonSerializer.SerializeToUtf8Bytes(data, _type);
}

public static class ShippedReader
{
    public static async Task RunAsync(ConsumerConfig config, IOrderStore orders, CancellationToken cancellationToken)
    {
        using var consumer = new ConsumerBuilder<string, OrderShipped?>(config)
            .SetValueDeserializer(new TypedDeserializer<OrderShipped>(MessageJson.Default.OrderShipped))
            .Build();
        consumer.Subscribe("orders.shipped");
        while (consumer.Consume(cancellationToken) is var result)
        {
            if (result.Message.Value is { } shipped)
                await orders.MarkShippedAsync(shipped.OrderId, shipped.Carrier, cancellationToken);
            consumer.StoreOffset(result);
        }

        consumer.Close();
    }
}
