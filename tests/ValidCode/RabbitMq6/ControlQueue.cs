// Trap: automatic acknowledgement on a named queue, but it is exclusive and dies with this process: commands to this instance alone.
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq6;

public sealed class ControlQueue
{
    private readonly Action<string> _execute;

    public ControlQueue(Action<string> execute) => _execute = execute;

    public void Listen(IModel channel)
    {
        var queue = $"control.{Environment.MachineName}.{Environment.ProcessId}";
        channel.QueueDeclare(queue, durable: false, exclusive: true, autoDelete: true, arguments: null);
        channel.QueueBind(queue, "control", "all");
        var consumer = new EventingBasicConsumer(channel);
        consumer.Received += (_, ea) => _execute(Encoding.UTF8.GetString(ea.Body.Span));
        channel.BasicConsume(queue, autoAck: true, consumer);
    }
}
