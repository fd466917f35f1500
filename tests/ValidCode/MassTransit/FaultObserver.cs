// Trap: a consumer of faults sends the failed message to its queue again, but counts and stops after three times.
using MassTransit;

namespace ValidCode.MassTransit;

public sealed class FaultObserver : IConsumer<Fault<OrderPlaced>>
{
    public async Task Consume(ConsumeContext<Fault<OrderPlaced>> context)
    {
        var attempts = context.Headers.TryGetHeader("attempts", out var value) && value is int count ? count : 0;
        if (attempts >= 3)
            return;

        var endpoint = await context.GetSendEndpoint(new Uri("queue:orders"));
        await endpoint.Send(context.Message.Message, send => send.Headers.Set("attempts", attempts + 1), context.CancellationToken);
    }
}
