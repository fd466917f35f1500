using System.Net;
using System.Net.Http.Json;

namespace Shop.Feature0;

public sealed class StockGateway(HttpClient http)
{
    public async Task<int> InStockAsync(string product, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync($"stock/{Uri.EscapeDataString(product)}", cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return 0;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<int>(cancellationToken);
    }

    public async Task ReserveAsync(Order order, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await http.PostAsJsonAsync("reservations", OrderMapper.ToModel(order), cancellationToken);
            if (response.IsSuccessStatusCode)
                return;
            if (attempt == 3)
                throw new HttpRequestException($"Order {order.Id} not reserved: {response.StatusCode}");
            await Task.Delay(TimeSpan.FromSeconds(attempt), cancellationToken);
        }
    }
}
