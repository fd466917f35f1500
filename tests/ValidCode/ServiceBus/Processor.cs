// Trap: complete, dead-letter and abandon in one handler: after the work, for what can never work, and while attempts are left.
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ValidCode.ServiceBus;

public sealed class Processor : IHostedService
{
    private readonly ServiceBusProcessor _processor;
    private readonly IOrderStore _orders;
    private readonly ILogger<Processor> _logger;

    public Processor(ServiceBusClient client, IOrderStore orders, ILogger<Processor> logger)
    {
        _processor = client.CreateProcessor("orders", new ServiceBusProcessorOptions { AutoCompleteMessages = false, MaxConcurrentCalls = 8, PrefetchCount = 16 });
        _orders = orders;
        _logger = logger;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _processor.ProcessMessageAsync += HandleAsync;
        _processor.ProcessErrorAsync += ReportAsync;
        return _processor.StartProcessingAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _processor.StopProcessingAsync(cancellationToken);

    private async Task HandleAsync(ProcessMessageEventArgs args)
    {
        try
        {
            var order = JsonSerializer.Deserialize(args.Message.Body.ToMemory().Span, MessageJson.Default.OrderPlaced);
            await _orders.SaveAsync(order!, args.CancellationToken);
            await args.CompleteMessageAsync(args.Message, args.CancellationToken);
        }
        catch (JsonException exception)
        {
            await args.DeadLetterMessageAsync(args.Message, "Unreadable", exception.Message, args.CancellationToken);
        }
        catch (StoreUnavailableException) when (args.Message.DeliveryCount < 5)
        {
            await args.AbandonMessageAsync(args.Message, cancellationToken: args.CancellationToken);
        }
    }

    private Task ReportAsync(ProcessErrorEventArgs args)
    {
        _logger.LogError(args.Exception, "{Source} failed on {Entity}", args.ErrorSource, args.EntityPath);
        return Task.CompletedTask;
    }
}
