namespace Shop.Feature0;

public sealed class PriceCalculator
{
    private readonly Dictionary<string, decimal> _discounts = new(StringComparer.OrdinalIgnoreCase);

    public void SetDiscount(string product, decimal discount) => _discounts[product] = discount;

    public decimal Total(Order order)
    {
        var total = 0m;
        foreach (var line in order.Lines)
        {
            var price = line.Total;
            if (_discounts.TryGetValue(line.Product, out var discount))
                price -= price * discount;
            total += price;
        }

        return Math.Round(total - Rebate(total, order.Lines.Count), 2, MidpointRounding.AwayFromZero);
    }

    private static decimal Rebate(decimal total, int lines) => total switch
    {
        > 1000m when lines > 10 => total * 0.05m,
        > 1000m => total * 0.03m,
        > 100m => total * 0.01m,
        _ => 0m,
    };
}
