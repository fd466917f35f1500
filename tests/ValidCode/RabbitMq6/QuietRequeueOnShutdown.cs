// Trap: requeue: true, but only when the service is stopping and another instance must take the message.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq6;

public sealed class QuietRequeueOnShutdown
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly IModel _channel;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, Task> _render;

    public QuietRequeueOnShutdown(IModel channel, Func<ReadOnlyMemory<byte>, CancellationToken, Task> render) => (_channel, _render) = (channel, render);

    public void Stop() => _stopping.Cancel();

    public async Task Received(object sender, BasicDeliverEventArgs ea)
    {
        if (_stopping.IsCancellationRequested)
        {
            _channel.BasicNack(ea.DeliveryTag, multiple: false, requeue: true);
            return;
        }

        try
        {
            await _render(ea.Body, _stopping.Token);
            _channel.BasicAck(ea.DeliveryTag, multiple: false);
        }
        catch (OperationCanceledException)
        {
            _channel.BasicNack(ea.DeliveryTag, multiple: false, requeue: true);
        }
        catch (InvalidDataException)
        {
            _channel.BasicNack(ea.DeliveryTag, multiple: false, requeue: false);
        }
    }
}
