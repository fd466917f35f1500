// Trap: the handler never settles; a timer acknowledges everything that has been handled by one call.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq6;

public sealed class AckByTimer : IDisposable
{
    private readonly object _gate = new();
    private readonly IModel _channel;
    private readonly Action<ReadOnlyMemory<byte>> _count;
    private readonly Timer _timer;
    private ulong _handled;

    public AckByTimer(IModel channel, Action<ReadOnlyMemory<byte>> count)
    {
        _channel = channel;
        _count = count;
        _timer = new Timer(_ => Acknowledge(), null, 500, 500);
    }

    public void Start()
    {
        _channel.BasicQos(0, 1000, false);
        var consumer = new EventingBasicConsumer(_channel);
        consumer.Received += (_, ea) =>
        {
            lock (_gate)
            {
                _count(ea.Body);
                _handled = ea.DeliveryTag;
            }
        };
        _channel.BasicConsume("clicks", false, consumer);
    }

    public void Dispose()
    {
        _timer.Dispose();
        Acknowledge();
    }

    private void Acknowledge()
    {
        lock (_gate)
        {
            if (_handled > 0)
                _channel.BasicAck(_handled, multiple: true);
            _handled = 0;
        }
    }
}
