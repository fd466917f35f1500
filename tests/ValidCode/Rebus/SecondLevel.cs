// Trap: the handler of a message that has failed puts it off three times and then lets it go to the error queue.
using Rebus.Bus;
using Rebus.Handlers;
using Rebus.Retry.Simple;

namespace ValidCode.Rebus;

public sealed class SecondLevel : IHandleMessages<OrderPlaced>, IHandleMessages<IFailed<OrderPlaced>>
{
    private readonly IBus _bus;
    private readonly IOrderStore _orders;

    public SecondLevel(IBus bus, IOrderStore orders) => (_bus, _orders) = (bus, orders);

    public Task Handle(OrderPlaced message) => _orders.SaveAsync(message);

    public async Task Handle(IFailed<OrderPlaced> message)
    {
        var deferred = message.Headers.TryGetValue("deferred", out var text) && int.TryParse(text, out var count) ? count : 0;
        if (deferred >= 3)
            throw new InvalidOrderException(message.ErrorDescription);

        var headers = new Dictionary<string, string> { ["deferred"] = (deferred + 1).ToString() };
        await _bus.Defer(TimeSpan.FromSeconds(30 * (deferred + 1)), message.Message, headers);
    }
}
