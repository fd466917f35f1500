// Trap: deliveries are acknowledged late and many at once: every fifty, and by a timer for what is left.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class AckEveryFifty : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly PeriodicTimer _timer = new(TimeSpan.FromSeconds(1));
    private readonly IChannel _channel;
    private readonly Func<ReadOnlyMemory<byte>, Task> _handle;
    private ulong _lastTag;
    private int _handled;

    public AckEveryFifty(IChannel channel, Func<ReadOnlyMemory<byte>, Task> handle) => (_channel, _handle) = (channel, handle);

    public async Task RunAsync()
    {
        await _channel.BasicQosAsync(0, 200, false);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += OnReceivedAsync;
        await _channel.BasicConsumeAsync("measurements", false, consumer);
        while (await _timer.WaitForNextTickAsync())
            await FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await FlushAsync();
    }

    private async Task OnReceivedAsync(object sender, BasicDeliverEventArgs delivery)
    {
        await _handle(delivery.Body);
        await _gate.WaitAsync(delivery.CancellationToken);
        try
        {
            _lastTag = delivery.DeliveryTag;
            if (++_handled % 50 == 0)
            {
                await _channel.BasicAckAsync(_lastTag, multiple: true);
                _lastTag = 0;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task FlushAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_lastTag != 0)
                await _channel.BasicAckAsync(_lastTag, multiple: true);
            _lastTag = 0;
        }
        finally
        {
            _gate.Release();
        }
    }
}
