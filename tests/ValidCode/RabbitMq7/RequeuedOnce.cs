// Trap: requeue is true for some messages, but never for one that has been redelivered before.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class RequeuedOnce
{
    private readonly IChannel _channel;
    private readonly HttpClient _http;

    public RequeuedOnce(IChannel channel, HttpClient http) => (_channel, _http) = (channel, http);

    public async Task HandleAsync(BasicDeliverEventArgs ea)
    {
        try
        {
            using var response = await _http.PostAsync("webhooks", new ReadOnlyMemoryContent(ea.Body), ea.CancellationToken);
            response.EnsureSuccessStatusCode();
            await _channel.BasicAckAsync(ea.DeliveryTag, multiple: false, ea.CancellationToken);
        }
        catch (HttpRequestException)
        {
            await _channel.BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: !ea.Redelivered, ea.CancellationToken);
        }
    }
}
