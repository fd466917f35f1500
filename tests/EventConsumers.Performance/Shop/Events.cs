namespace Shop.Feature0;

public sealed record OrderPlaced(Guid Id, string Customer, decimal Total);

public sealed record OrderPaid(Guid Id, string Customer, DateTimeOffset At);

public sealed record OrderCancelled(Guid Id, string Reason);
