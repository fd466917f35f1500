// Trap: a handler of a framework that settles, and a middleware whose retry is bounded and then hands the message to the dead-letter topic.
using KafkaFlow;

namespace ValidCode.KafkaFlow;

public sealed class ShippedHandler : IMessageHandler<OrderShipped>
{
    private readonly IOrderStore _orders;

    public ShippedHandler(IOrderStore orders) => _orders = orders;

    public Task Handle(IMessageContext context, OrderShipped message) =>
        _orders.MarkShippedAsync(message.OrderId, message.Carrier, context.ConsumerContext.WorkerStopped);
}

public interface IDeadLetters
{
    Task AddAsync(object key, object value, Exception reason);
}

public sealed class RetryMiddleware : IMessageMiddleware
{
    private readonly IDeadLetters _deadLetters;

    public RetryMiddleware(IDeadLetters deadLetters) => _deadLetters = deadLetters;

    public async Task Invoke(IMessageContext context, MiddlewareDelegate next)
    {
        var attempt = 0;
        while (true)
        {
            try
            {
                await next(context);
                return;
            }
            catch (Exception) when (++attempt < 5)
            {
                await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, attempt)), context.ConsumerContext.WorkerStopped);
            }
            catch (Exception exception)
            {
                await _deadLetters.AddAsync(context.Message.Key, context.Message.Value, exception);
                return;
            }
        }
    }
}
