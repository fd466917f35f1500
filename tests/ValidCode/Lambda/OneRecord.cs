// Trap: the whole event fails at once, but the mapping's batch size is one: the function reads a single record.
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;

namespace ValidCode.Lambda;

public sealed class OneRecord
{
    private static readonly HttpClient Http = new();

    public async Task Handle(SQSEvent input, ILambdaContext context)
    {
        var record = input.Records.Single();
        var shipped = JsonSerializer.Deserialize(record.Body, MessageJson.Default.OrderShipped)!;
        context.Logger.LogInformation($"Order {shipped.OrderId}");
        using var response = await Http.PostAsync($"https://carrier.example/{shipped.Carrier}", new StringContent(shipped.OrderId));
        response.EnsureSuccessStatusCode();
    }
}
