using System.Globalization;
using System.Text;

namespace Shop.Feature0;

public sealed class SalesReport(PriceCalculator prices)
{
    public string Write(IEnumerable<Order> orders)
    {
        var text = new StringBuilder();
        var byDay = from order in orders
                    where order.State != OrderState.Cancelled
                    group order by order.PlacedAt.Date into day
                    orderby day.Key
                    select (Day: day.Key, Count: day.Count(), Total: day.Sum(prices.Total));

        var sum = 0m;
        foreach (var (day, count, total) in byDay)
        {
            sum += total;
            text.Append(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Append(';').Append(count).Append(';');
            text.AppendLine(total.ToString("0.00", CultureInfo.InvariantCulture));
        }

        text.Append(CultureInfo.InvariantCulture, $"total;;{sum:0.00}");
        return text.ToString();
    }
}
