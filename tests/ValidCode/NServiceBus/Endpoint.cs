// Trap: the learning transport and retries: the transport for the developer's machine only, the retries bounded.
using Microsoft.Extensions.Hosting;
using NServiceBus;
using NServiceBus.Transport;

namespace ValidCode.NServiceBus;

public static class EndpointSetup
{
    public static EndpointConfiguration Configure<TTransport>(IHostEnvironment environment, TTransport broker)
        where TTransport : TransportDefinition
    {
        var endpoint = new EndpointConfiguration("shipping");
        if (environment.IsDevelopment())
            endpoint.UseTransport(new LearningTransport());
        else
            endpoint.UseTransport(broker);

        endpoint.Recoverability()
            .Immediate(immediate => immediate.NumberOfRetries(3))
            .Delayed(delayed => delayed.NumberOfRetries(3).TimeIncrease(TimeSpan.FromSeconds(10)))
            .AddUnrecoverableException<InvalidOrderException>();
        endpoint.SendFailedMessagesTo("error");
        endpoint.LimitMessageProcessingConcurrencyTo(16);
        endpoint.EnableOutbox();
        return endpoint;
    }
}
