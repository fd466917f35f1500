// What the JSON source generator writes, written by hand: no generator runs over these files.
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ValidCode;

public sealed class MessageJson : JsonSerializerContext
{
    public MessageJson(JsonSerializerOptions? options)
        : base(options)
    {
    }

    public static MessageJson Default { get; } = new(null);

    public JsonTypeInfo<OrderPlaced> OrderPlaced => (JsonTypeInfo<OrderPlaced>)GetTypeInfo(typeof(OrderPlaced))!;

    public JsonTypeInfo<OrderShipped> OrderShipped => (JsonTypeInfo<OrderShipped>)GetTypeInfo(typeof(OrderShipped))!;

    protected override JsonSerializerOptions? GeneratedSerializerOptions => null;

    public override JsonTypeInfo? GetTypeInfo(Type type) => type == typeof(OrderPlaced)
        ? JsonMetadataServices.CreateObjectInfo<OrderPlaced>(Options, new JsonObjectInfoValues<OrderPlaced>())
        : type == typeof(OrderShipped) ? JsonMetadataServices.CreateObjectInfo<OrderShipped>(Options, new JsonObjectInfoValues<OrderShipped>()) : null;
}
