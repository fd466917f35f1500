using System.Collections.Concurrent;

namespace Shop.Feature0;

public sealed class OrderCache(IOrderStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, (Order Order, DateTimeOffset Until)> _orders = new();

    public async ValueTask<Order?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_orders.TryGetValue(id, out var cached) && cached.Until > now)
            return cached.Order;

        var order = await store.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (order is not null)
            _orders[id] = (order, now.AddMinutes(5));
        return order;
    }

    public void Forget(Guid id) => _orders.TryRemove(id, out _);

    public int Sweep()
    {
        var now = time.GetUtcNow();
        var old = _orders.Where(entry => entry.Value.Until <= now).Select(entry => entry.Key).ToArray();
        return old.Count(id => _orders.TryRemove(id, out _));
    }
}
