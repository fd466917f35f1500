using MassTransit;
using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ.Load;

/// <summary>MassTransit with the same prefetch, reading the same JSON.</summary>
internal sealed class MassTransitBus(int port) : Contender
{
    public override string Name => "MassTransit";

    protected override async Task<IAsyncDisposable> StartAsync(IConnection connection, string queue)
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(configure =>
        {
            configure.Host("127.0.0.1", (ushort)port, "/", host =>
            {
                host.Username("guest");
                host.Password("guest");
            });
            configure.ReceiveEndpoint(queue, endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.PrefetchCount = Prefetch;
                endpoint.ClearSerialization();
                endpoint.UseRawJsonSerializer();
                endpoint.Handler<Login>(_ =>
                {
                    Handle();
                    return Task.CompletedTask;
                });
            });
        });
        await bus.StartAsync();
        return new Stopping(bus);
    }

    private sealed class Stopping(IBusControl bus) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await bus.StopAsync();
    }
}

/// <summary>What the messages say.</summary>
public sealed record Login
{
    public int UserId { get; init; }

    public DateTimeOffset At { get; init; }
}
