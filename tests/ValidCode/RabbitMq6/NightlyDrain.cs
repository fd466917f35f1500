// Trap: BasicGet in a loop with Thread.Sleep, but the sleep is on the empty path of a nightly job that drains a queue.
using RabbitMQ.Client;

namespace ValidCode.RabbitMq6;

public sealed class NightlyDrain
{
    private readonly Action<byte[]> _archive;

    public NightlyDrain(Action<byte[]> archive) => _archive = archive;

    public int Run(IModel channel)
    {
        var drained = 0;
        var empty = 0;
        while (empty < 3)
        {
            var message = channel.BasicGet("audit", autoAck: false);
            if (message == null)
            {
                empty++;
                Thread.Sleep(TimeSpan.FromSeconds(1));
                continue;
            }

            _archive(message.Body.ToArray());
            channel.BasicAck(message.DeliveryTag, multiple: false);
            drained++;
        }

        return drained;
    }
}
