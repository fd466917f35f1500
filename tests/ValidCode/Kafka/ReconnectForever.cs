// Trap: an endless loop with a catch that only logs and waits, but it rebuilds the consumer and holds no message.
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ValidCode.Kafka;

public abstract class ReconnectForever : BackgroundService
{
    private readonly ConsumerConfig _config;
    private readonly ILogger _logger;

    protected ReconnectForever(ConsumerConfig config, ILogger logger)
    {
        _config = config;
        _logger = logger;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var delay = TimeSpan.FromSeconds(1);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ConsumeUntilFatalAsync(stoppingToken);
                delay = TimeSpan.FromSeconds(1);
            }
            catch (KafkaException exception) when (exception.Error.IsFatal)
            {
                _logger.LogError(exception, "The consumer died; building another in {Delay}", delay);
                await Task.Delay(delay, stoppingToken);
                delay = TimeSpan.FromSeconds(Math.Min(60, delay.TotalSeconds * 2));
            }
        }
    }

    protected abstract Task HandleAsync(Message<string, byte[]> message, CancellationToken cancellationToken);

    private async Task ConsumeUntilFatalAsync(CancellationToken stoppingToken)
    {
        using var consumer = new ConsumerBuilder<string, byte[]>(_config).Build();
        consumer.Subscribe("shipments");
        try
        {
            while (true)
            {
                var result = consumer.Consume(stoppingToken);
                await HandleAsync(result.Message, stoppingToken);
                consumer.StoreOffset(result);
            }
        }
        finally
        {
            consumer.Close();
        }
    }
}
