// Trap: events inside one process, with handlers: notifications of one request, in-process by design.
using MediatR;
using Microsoft.Extensions.Logging;

namespace ValidCode.MediatR;

public sealed record CustomerMoved(string CustomerId, string Address) : INotification;

public sealed record MoveCustomer(string CustomerId, string Address) : IRequest<bool>;

public interface ICustomers
{
    Task<bool> MoveAsync(string customerId, string address, CancellationToken cancellationToken);
}

public sealed class MoveCustomerHandler(ICustomers customers, IPublisher publisher) : IRequestHandler<MoveCustomer, bool>
{
    public async Task<bool> Handle(MoveCustomer request, CancellationToken cancellationToken)
    {
        var moved = await customers.MoveAsync(request.CustomerId, request.Address, cancellationToken);
        if (moved)
            await publisher.Publish(new CustomerMoved(request.CustomerId, request.Address), cancellationToken);
        return moved;
    }
}

public sealed class WelcomeLetter(TextWriter printer, ILogger<WelcomeLetter> logger) : INotificationHandler<CustomerMoved>
{
    public async Task Handle(CustomerMoved notification, CancellationToken cancellationToken)
    {
        try
        {
            await printer.WriteLineAsync(notification.Address.AsMemory(), cancellationToken);
        }
        catch (IOException exception)
        {
            logger.LogWarning(exception, "No letter for {Customer}", notification.CustomerId);
        }
    }
}

public sealed class AuditTrail : NotificationHandler<CustomerMoved>
{
    private static readonly List<string> Entries = [];

    protected override void Handle(CustomerMoved notification)
    {
        lock (Entries)
            Entries.Add($"{notification.CustomerId} moved");
    }
}
