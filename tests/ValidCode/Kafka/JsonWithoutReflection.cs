// Trap: System.Text.Json in a handler in five ways, none of which is slower than it need be: generated code reads no faster.
using System.Text.Json;
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class JsonWithoutReflection
{
    private readonly IOrderStore _orders;

    public JsonWithoutReflection(IOrderStore orders) => _orders = orders;

    public async Task HandleAsync(ConsumeResult<string, byte[]> result, IConsumer<string, byte[]> consumer)
    {
        switch (result.Topic)
        {
            case "placed":
                await _orders.SaveAsync(JsonSerializer.Deserialize<OrderPlaced>(result.Message.Value, MessageJson.Default.Options)!);
                break;

            case "placed.v2":
                await _orders.SaveAsync((OrderPlaced)JsonSerializer.Deserialize(result.Message.Value, typeof(OrderPlaced), MessageJson.Default)!);
                break;

            case "placed.v3":
                await _orders.SaveAsync(JsonSerializer.Deserialize<OrderPlaced>(result.Message.Value)!);
                break;

            case "shipped":
                using (var document = JsonDocument.Parse(result.Message.Value))
                    await _orders.MarkShippedAsync(document.RootElement.GetProperty("id").GetString()!, "mail");
                break;

            default:
                await _orders.MarkShippedAsync(IdOf(result.Message.Value), "none");
                break;
        }

        consumer.StoreOffset(result);
    }

    private static string IdOf(byte[] value)
    {
        var reader = new Utf8JsonReader(value);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("id") && reader.Read())
                return reader.GetString() ?? "";
        }

        return "";
    }
}
