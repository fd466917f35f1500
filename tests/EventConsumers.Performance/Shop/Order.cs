namespace Shop.Feature0;

public sealed class Order
{
    private readonly List<OrderLine> _lines = [];

    public Guid Id { get; init; } = Guid.NewGuid();

    public required string Customer { get; init; }

    public DateTimeOffset PlacedAt { get; init; }

    public OrderState State { get; private set; }

    public IReadOnlyList<OrderLine> Lines => _lines;

    public void Add(string product, int quantity, decimal price)
    {
        if (State != OrderState.Open)
            throw new InvalidOperationException($"Order {Id} is {State}.");
        _lines.Add(new OrderLine(product, quantity, price));
    }

    public void Close(OrderState state) => State = state;
}

public sealed record OrderLine(string Product, int Quantity, decimal Price)
{
    public decimal Total => Quantity * Price;
}
