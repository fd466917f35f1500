using System.Threading.Channels;
using EventConsumers;

namespace UserActivity.LoadTest;

/// <summary>A queue in this process, for a load test that needs no broker: it delivers in order and counts deliveries, as a RabbitMQ channel does.</summary>
internal sealed class EmbeddedQueue : ILoginQueue
{
    // The broker's own disk, so to speak: a real queue has no room in the consumer's memory either.
    private readonly Channel<UserLoggedIn> _queue = Channel.CreateBounded<UserLoggedIn>(1_000_000);

    public Task PublishAsync(UserLoggedIn login, CancellationToken cancellationToken) => _queue.Writer.WriteAsync(login, cancellationToken).AsTask();

    public async Task ConsumeOneByOneAsync(Func<UserLoggedIn, CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        await foreach (var login in _queue.Reader.ReadAllAsync(cancellationToken))
            await handle(login, cancellationToken);
    }

    public async Task ConsumeWithPumpAsync(int concurrency, Func<UserLoggedIn, CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        await using var pump = new MessagePump<Delivery>(
            (delivery, handlerToken) => new ValueTask(handle(delivery.Login, handlerToken)),
            Settlements.Cumulative<Delivery>(delivery => delivery.Tag, (_, _) => default),
            new MessagePumpOptions<Delivery>
            {
                Concurrency = concurrency,
                Capacity = 10 * concurrency,
                Order = MessageOrder.ByKey<Delivery, string>(delivery => delivery.Login.UserId),
            });
        await pump.RunAsync(DeliverAsync(cancellationToken), cancellationToken);
    }

    public ValueTask DisposeAsync() => default;

    private async IAsyncEnumerable<Delivery> DeliverAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tag = 0L;
        await foreach (var login in _queue.Reader.ReadAllAsync(cancellationToken))
            yield return new Delivery(++tag, login);
    }

    private sealed record Delivery(long Tag, UserLoggedIn Login);
}
