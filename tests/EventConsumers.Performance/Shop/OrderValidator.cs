using System.Text.RegularExpressions;

namespace Shop.Feature0;

public sealed class OrderValidator
{
    private static readonly Regex Product = new("^[A-Z]{2}-[0-9]{4,8}$", RegexOptions.CultureInvariant);

    public IReadOnlyList<string> Validate(Order order)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(order.Customer))
            problems.Add("no customer");
        if (order.Lines.Count == 0)
            problems.Add("no lines");

        for (var i = 0; i < order.Lines.Count; i++)
        {
            var line = order.Lines[i];
            if (!Product.IsMatch(line.Product))
                problems.Add($"line {i + 1}: '{line.Product}' is no product");
            if (line.Quantity is < 1 or > 999)
                problems.Add($"line {i + 1}: {line.Quantity} pieces");
            if (line.Price < 0)
                problems.Add($"line {i + 1}: negative price");
        }

        return problems;
    }
}
