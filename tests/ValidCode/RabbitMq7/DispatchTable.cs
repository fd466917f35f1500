// Trap: a dictionary of delegates by message type, but it routes what the broker has delivered to the one handler of each type.
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class DispatchTable
{
    private readonly Dictionary<string, Func<ReadOnlyMemory<byte>, CancellationToken, Task>> _handlers = new(StringComparer.Ordinal);

    public DispatchTable Handle(string type, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handler)
    {
        _handlers.Add(type, handler);
        return this;
    }

    public async Task OnReceivedAsync(object sender, BasicDeliverEventArgs ea)
    {
        var channel = ((AsyncEventingBasicConsumer)sender).Channel;
        if (ea.BasicProperties.Type is not { } type || !_handlers.TryGetValue(type, out var handler))
        {
            await channel.BasicRejectAsync(ea.DeliveryTag, requeue: false, ea.CancellationToken);
            return;
        }

        await handler(ea.Body, ea.CancellationToken);
        await channel.BasicAckAsync(ea.DeliveryTag, multiple: false, ea.CancellationToken);
    }

    public static void Register(IServiceCollection services) => services.AddSingleton<DispatchTable>();
}
