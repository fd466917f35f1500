// Trap: nothing settles, as the processor completes by itself; the handler lets its exceptions out.
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;

namespace ValidCode.ServiceBus;

public static class AutoComplete
{
    public static async Task<ServiceBusProcessor> StartAsync(ServiceBusClient client, IOrderStore orders, ILogger logger)
    {
        var processor = client.CreateProcessor("events", "shipping", new ServiceBusProcessorOptions { MaxConcurrentCalls = 8 });
        processor.ProcessMessageAsync += Handle;
        processor.ProcessErrorAsync += args =>
        {
            logger.LogError(args.Exception, "Receiving failed");
            Thread.Sleep(100);
            return Task.CompletedTask;
        };
        await processor.StartProcessingAsync();
        return processor;

        async Task Handle(ProcessMessageEventArgs args)
        {
            try
            {
                var shipped = JsonSerializer.Deserialize(args.Message.Body.ToMemory().Span, MessageJson.Default.OrderShipped)!;
                await orders.MarkShippedAsync(shipped.OrderId, shipped.Carrier, args.CancellationToken);
            }
            catch (Exception exception)
            {
                logger.LogError(exception, "Message {Id} failed", args.Message.MessageId);
                throw;
            }
        }
    }
}
