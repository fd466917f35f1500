// Trap: two Polly policies: a bounded one round the work, an endless one round the connection.
using Polly;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace ValidCode.RabbitMq6;

public sealed class PollyWaitAndRetry
{
    private static readonly IAsyncPolicy Work = Policy
        .Handle<HttpRequestException>()
        .WaitAndRetryAsync(5, attempt => TimeSpan.FromMilliseconds(100 * Math.Pow(2, attempt)));

    private readonly HttpClient _http;

    public PollyWaitAndRetry(HttpClient http) => _http = http;

    public IConnection Connect(ConnectionFactory factory) => Policy
        .Handle<BrokerUnreachableException>()
        .WaitAndRetryForever(attempt => TimeSpan.FromSeconds(Math.Min(attempt, 30)))
        .Execute(factory.CreateConnection);

    public async Task OnReceived(object sender, BasicDeliverEventArgs ea)
    {
        var channel = ((AsyncEventingBasicConsumer)sender).Model;
        try
        {
            await Work.ExecuteAsync(async () =>
            {
                using var response = await _http.PutAsync("documents/" + ea.RoutingKey, new ReadOnlyMemoryContent(ea.Body));
                response.EnsureSuccessStatusCode();
            });
        }
        catch (HttpRequestException)
        {
            channel.BasicNack(ea.DeliveryTag, false, false);
            return;
        }

        channel.BasicAck(ea.DeliveryTag, false);
    }
}
