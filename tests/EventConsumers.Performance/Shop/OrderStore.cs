namespace Shop.Feature0;

public sealed class OrderStore : IOrderStore
{
    private readonly Dictionary<Guid, Order> _orders = [];
    private readonly Lock _lock = new();

    public Task<Order?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(_orders.GetValueOrDefault(id));
    }

    public Task<IReadOnlyList<Order>> OfCustomerAsync(string customer, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            IReadOnlyList<Order> found = _orders.Values.Where(order => order.Customer == customer).OrderByDescending(order => order.PlacedAt).ToList();
            return Task.FromResult(found);
        }
    }

    public Task SaveAsync(Order order, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        lock (_lock)
            _orders[order.Id] = order;
        return Task.CompletedTask;
    }

    public Task<int> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            var old = _orders.Values.Where(order => order.PlacedAt < time).Select(order => order.Id).ToList();
            foreach (var id in old)
                _orders.Remove(id);
            return Task.FromResult(old.Count);
        }
    }
}
