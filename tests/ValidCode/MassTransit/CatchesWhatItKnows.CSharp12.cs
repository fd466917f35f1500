// Trap: two catches that do not rethrow in a handler that the framework settles: one of a duplicate, one that hands the failure on.
using MassTransit;
using Microsoft.Extensions.Logging;

namespace ValidCode.MassTransit;

public sealed record OrderFailed(string OrderId, string Reason);

public sealed class CatchesWhatItKnows(IOrderStore orders, ILogger<CatchesWhatItKnows> logger) : IConsumer<OrderPlaced>
{
    public async Task Consume(ConsumeContext<OrderPlaced> context)
    {
        try
        {
            await orders.SaveAsync(context.Message, context.CancellationToken);
        }
        catch (InvalidOrderException exception)
        {
            logger.LogInformation(exception, "Known");
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            await context.Publish(new OrderFailed(context.Message.OrderId, exception.Message));
        }
    }
}
