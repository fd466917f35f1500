// The messages that these consumers receive, and the services that they call.
namespace ValidCode;

public sealed record OrderPlaced(string OrderId, string CustomerId, decimal Total, DateTimeOffset PlacedAt);

public sealed record OrderShipped(string OrderId, string Carrier);

public interface IOrderStore
{
    Task SaveAsync(OrderPlaced order, CancellationToken cancellationToken = default);

    Task SaveManyAsync(IReadOnlyCollection<OrderPlaced> orders, CancellationToken cancellationToken = default);

    Task MarkShippedAsync(string orderId, string carrier, CancellationToken cancellationToken = default);
}

public interface IInbox
{
    Task<bool> HasAsync(string messageId, CancellationToken cancellationToken = default);

    Task AddAsync(string messageId, CancellationToken cancellationToken = default);
}

/// <summary>The database is away for a moment.</summary>
public sealed class StoreUnavailableException : Exception
{
    public StoreUnavailableException(string message)
        : base(message)
    {
    }
}

/// <summary>The message can never be handled.</summary>
public sealed class InvalidOrderException : Exception
{
    public InvalidOrderException(string message)
        : base(message)
    {
    }
}
