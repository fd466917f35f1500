// Trap: events are collected in a list in memory, but by an aggregate, to be written with it in one transaction.
namespace ValidCode.InProcess;

public abstract record DomainEvent(DateTimeOffset At);

public sealed record AccountOpened(Guid Account, DateTimeOffset At) : DomainEvent(At);

public sealed record MoneyDeposited(Guid Account, decimal Amount, DateTimeOffset At) : DomainEvent(At);

public sealed class Account
{
    private readonly List<DomainEvent> _uncommitted = new();

    public Account(Guid id) => Raise(new AccountOpened(id, DateTimeOffset.UtcNow));

    public Guid Id { get; private set; }

    public decimal Balance { get; private set; }

    public IReadOnlyList<DomainEvent> Uncommitted => _uncommitted;

    public void Deposit(decimal amount)
    {
        if (amount <= 0)
            throw new ArgumentOutOfRangeException(nameof(amount));
        Raise(new MoneyDeposited(Id, amount, DateTimeOffset.UtcNow));
    }

    public void Committed() => _uncommitted.Clear();

    private void Raise(DomainEvent @event)
    {
        Apply(@event);
        _uncommitted.Add(@event);
    }

    private void Apply(DomainEvent @event)
    {
        switch (@event)
        {
            case AccountOpened opened:
                Id = opened.Account;
                break;
            case MoneyDeposited deposited:
                Balance += deposited.Amount;
                break;
        }
    }
}
