// Trap: a consumer by inheritance, with a primary constructor; the scope of the services ends in a finally that settles nothing.
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace ValidCode.RabbitMq7;

public interface IShipments
{
    Task BookAsync(ReadOnlyMemory<byte> shipment, CancellationToken cancellationToken);
}

public sealed class ConsumerSubclass(IChannel channel, IServiceScopeFactory scopes) : AsyncDefaultBasicConsumer(channel)
{
    public override async Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<IShipments>().BookAsync(body, cancellationToken);
            await Channel.BasicAckAsync(deliveryTag, false, cancellationToken);
        }
        catch (FormatException)
        {
            await Channel.BasicRejectAsync(deliveryTag, false, cancellationToken);
        }
        finally
        {
            await scope.DisposeAsync();
        }
    }
}
