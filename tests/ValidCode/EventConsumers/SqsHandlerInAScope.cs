// Trap: the handler is a class of its own, and nothing in it deletes the message.
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using EventConsumers;
using EventConsumers.Hosting;
using EventConsumers.Sqs;
using Microsoft.Extensions.DependencyInjection;

namespace ValidCode.EventConsumers;

public static class SqsSetup
{
    public static IServiceCollection AddOrders(this IServiceCollection services) => services.AddSqsConsumer<OrderHandler>(options =>
    {
        options.QueueUrl = "https://sqs.eu-central-1.amazonaws.com/1/orders";
        options.DeadLetterQueueUrl = "https://sqs.eu-central-1.amazonaws.com/1/orders-dead";
        options.Concurrency = 20;
        options.Capacity = 200;
        options.Retry = new RetryOptions<Message> { MaxAttempts = 3 };
    });

    public static Task DrainAsync(IAmazonSQS sqs, IOrderStore orders, CancellationToken cancellationToken)
    {
        var consumer = new SqsConsumer(
            sqs,
            async (message, token) =>
            {
                var shipped = JsonSerializer.Deserialize(message.Body, MessageJson.Default.OrderShipped)!;
                await orders.MarkShippedAsync(shipped.OrderId, shipped.Carrier, token);
            },
            new SqsConsumerOptions { QueueUrl = "https://sqs.eu-central-1.amazonaws.com/1/shipped" });
        return consumer.RunAsync(cancellationToken);
    }
}

public sealed class OrderHandler : IMessageHandler<Message>
{
    private readonly IOrderStore _orders;
    private readonly IInbox _inbox;

    public OrderHandler(IOrderStore orders, IInbox inbox) => (_orders, _inbox) = (orders, inbox);

    public async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        if (await _inbox.HasAsync(message.MessageId, cancellationToken))
            return;

        var order = JsonSerializer.Deserialize(message.Body, MessageJson.Default.OrderPlaced) ?? throw new InvalidOrderException("No order.");
        await _orders.SaveAsync(order, cancellationToken);
        await _inbox.AddAsync(message.MessageId, cancellationToken);
    }
}
