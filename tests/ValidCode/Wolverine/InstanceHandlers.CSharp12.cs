// Trap: handlers with logic before and after the work: a duplicate that returns, a compensation that publishes.
using Microsoft.Extensions.Logging;
using Wolverine;

namespace ValidCode.Wolverine;

public sealed record PaymentReceived(string PaymentId, string OrderId);

public sealed record PaymentRefused(string PaymentId, string Reason);

public sealed class PaymentReceivedHandler(IInbox inbox, IOrderStore orders, ILogger<PaymentReceivedHandler> logger)
{
    public async Task HandleAsync(PaymentReceived payment, IMessageBus bus, CancellationToken cancellationToken)
    {
        if (await inbox.HasAsync(payment.PaymentId, cancellationToken))
            return;

        try
        {
            await orders.MarkShippedAsync(payment.OrderId, "mail", cancellationToken);
            await inbox.AddAsync(payment.PaymentId, cancellationToken);
        }
        catch (InvalidOrderException exception)
        {
            logger.LogWarning(exception, "Payment {Payment} goes back", payment.PaymentId);
            await bus.PublishAsync(new PaymentRefused(payment.PaymentId, exception.Message));
        }
    }
}
