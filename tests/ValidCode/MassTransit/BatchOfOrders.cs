// Trap: a loop over a batch, but it only collects; the work is one call for all.
using MassTransit;

namespace ValidCode.MassTransit;

public sealed class BatchOfOrders : IConsumer<Batch<OrderPlaced>>
{
    private readonly IOrderStore _orders;

    public BatchOfOrders(IOrderStore orders) => _orders = orders;

    public Task Consume(ConsumeContext<Batch<OrderPlaced>> context)
    {
        var orders = new List<OrderPlaced>(context.Message.Length);
        for (var i = 0; i < context.Message.Length; i++)
            orders.Add(context.Message[i].Message);
        return _orders.SaveManyAsync(orders, context.CancellationToken);
    }
}

public sealed class BatchOfOrdersDefinition : ConsumerDefinition<BatchOfOrders>
{
    public BatchOfOrdersDefinition() => Endpoint(endpoint => endpoint.PrefetchCount = 1000);

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<BatchOfOrders> consumerConfigurator, IRegistrationContext context)
    {
        consumerConfigurator.Options<BatchOptions>(options => options.SetMessageLimit(100).SetTimeLimit(TimeSpan.FromSeconds(1)));
        endpointConfigurator.UseMessageRetry(retry => retry.Interval(3, TimeSpan.FromMilliseconds(500)));
    }
}
