// Trap: Thread.Sleep and async void in the class of a consumer, but in its shutdown, its constructor and a timer.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq6;

public sealed class ShutdownSleeps : IDisposable
{
    private readonly IConnection _connection;
    private readonly IModel _channel;
    private readonly Timer _report;
    private readonly Action<ReadOnlyMemory<byte>> _handle;
    private int _handled;

    public ShutdownSleeps(IConnectionFactory factory, Action<ReadOnlyMemory<byte>> handle)
    {
        _handle = handle;
        Thread.Sleep(500);
        _connection = factory.CreateConnection();
        _connection.ConnectionShutdown += (_, _) => Thread.Sleep(TimeSpan.FromSeconds(1));
        _channel = _connection.CreateModel();
        _report = new Timer(Report, null, 10_000, 10_000);
    }

    public void Start()
    {
        _channel.BasicQos(0, 25, false);
        var consumer = new EventingBasicConsumer(_channel);
        consumer.Received += OnReceived;
        consumer.Shutdown += (_, _) => WaitABit();
        _channel.BasicConsume("mails", false, consumer);
    }

    public void Dispose()
    {
        _report.Dispose();
        WaitABit();
        _channel.Dispose();
        _connection.Dispose();
    }

    private void OnReceived(object? sender, BasicDeliverEventArgs ea)
    {
        try
        {
            _handle(ea.Body);
            Interlocked.Increment(ref _handled);
            _channel.BasicAck(ea.DeliveryTag, false);
        }
        catch (Exception)
        {
            _channel.BasicReject(ea.DeliveryTag, requeue: false);
        }
    }

    private async void Report(object? state)
    {
        try
        {
            await File.AppendAllTextAsync("handled.txt", $"{DateTime.UtcNow:O} {_handled}\n");
        }
        catch (IOException)
        {
            // The next report tells more.
        }
    }

    private static void WaitABit() => Thread.Sleep(250);
}
