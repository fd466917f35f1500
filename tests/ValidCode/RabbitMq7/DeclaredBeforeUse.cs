// Trap: the settle stands before the work in the text, in a local function and in a callback; both run after it.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public interface IPipeline
{
    Task RunAsync(ReadOnlyMemory<byte> body, Func<Task> whenDone, Func<Exception, Task> whenFailed);
}

public static class DeclaredBeforeUse
{
    public static AsyncEventHandler<BasicDeliverEventArgs> WithLocalFunctions(IChannel channel, Func<ReadOnlyMemory<byte>, Task> handle) => async (_, ea) =>
    {
        async Task AcceptAsync() => await channel.BasicAckAsync(ea.DeliveryTag, false);
        async Task RefuseAsync() => await channel.BasicRejectAsync(ea.DeliveryTag, false);

        try
        {
            await handle(ea.Body);
        }
        catch (Exception)
        {
            await RefuseAsync();
            return;
        }

        await AcceptAsync();
    };

    public static AsyncEventHandler<BasicDeliverEventArgs> WithCallbacks(IChannel channel, IPipeline pipeline) => async (_, ea) =>
    {
        Func<Task> accept = async () => await channel.BasicAckAsync(ea.DeliveryTag, false);
        await pipeline.RunAsync(ea.Body, whenDone: accept, whenFailed: async _ => await channel.BasicRejectAsync(ea.DeliveryTag, false));
    };
}
