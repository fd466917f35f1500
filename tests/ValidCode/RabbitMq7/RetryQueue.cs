// Trap: a failed message is acknowledged in the catch, after it has been put into the waiting queue for its next attempt, five at most.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class RetryQueue
{
    private readonly IChannel _channel;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, Task> _handle;

    public RetryQueue(IChannel channel, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handle) => (_channel, _handle) = (channel, handle);

    public async Task OnReceivedAsync(object sender, BasicDeliverEventArgs ea)
    {
        try
        {
            await _handle(ea.Body, ea.CancellationToken);
        }
        catch (Exception) when (!ea.CancellationToken.IsCancellationRequested)
        {
            await PutOffAsync(ea);
        }

        await _channel.BasicAckAsync(ea.DeliveryTag, multiple: false, ea.CancellationToken);
    }

    private async Task PutOffAsync(BasicDeliverEventArgs ea)
    {
        var attempt = ea.BasicProperties.Headers?.TryGetValue("attempt", out var value) == true && value is int count ? count + 1 : 1;
        var properties = new BasicProperties(ea.BasicProperties)
        {
            Headers = new Dictionary<string, object?> { ["attempt"] = attempt },
            Expiration = (1000 << attempt).ToString(),
        };
        await _channel.BasicPublishAsync("", attempt > 5 ? "letters.dead" : "letters.wait", mandatory: true, properties, ea.Body, ea.CancellationToken);
    }
}
