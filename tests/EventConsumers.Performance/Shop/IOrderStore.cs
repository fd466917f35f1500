namespace Shop.Feature0;

public interface IOrderStore
{
    Task<Order?> FindAsync(Guid id, CancellationToken cancellationToken = default);

    Task<IReadOnlyList<Order>> OfCustomerAsync(string customer, CancellationToken cancellationToken = default);

    Task SaveAsync(Order order, CancellationToken cancellationToken = default);

    Task<int> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken = default);
}
