using System.Text.Json;

namespace Shop.Feature0;

public sealed record OrderModel(Guid Id, string Customer, string State, IReadOnlyList<OrderLineModel> Lines);

public sealed record OrderLineModel(string Product, int Quantity, decimal Price);

public static class OrderMapper
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static OrderModel ToModel(Order order) => new(
        order.Id,
        order.Customer,
        order.State.ToString(),
        order.Lines.Select(line => new OrderLineModel(line.Product, line.Quantity, line.Price)).ToList());

    public static string ToJson(Order order) => JsonSerializer.Serialize(ToModel(order), Options);

    public static OrderModel? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<OrderModel>(json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
