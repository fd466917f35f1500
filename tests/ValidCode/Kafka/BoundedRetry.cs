// Trap: a retry loop with a catch-all round the work, but it counts its attempts, waits longer each time and then dead-letters.
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ValidCode.Kafka;

public sealed class BoundedRetry
{
    private const int MaxAttempts = 5;

    private readonly IConsumer<string, byte[]> _consumer;
    private readonly IProducer<string, byte[]> _producer;
    private readonly Func<byte[], CancellationToken, Task> _handle;
    private readonly ILogger _logger;

    public BoundedRetry(
        IConsumer<string, byte[]> consumer, IProducer<string, byte[]> producer, Func<byte[], CancellationToken, Task> handle, ILogger<BoundedRetry> logger)
    {
        _consumer = consumer;
        _producer = producer;
        _handle = handle;
        _logger = logger;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var result = _consumer.Consume(cancellationToken);
            if (!await TryHandleAsync(result.Message.Value, cancellationToken))
                await _producer.ProduceAsync("invoices.dead", result.Message, cancellationToken);
            _consumer.StoreOffset(result);
        }
    }

    private async Task<bool> TryHandleAsync(byte[] value, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _handle(value, cancellationToken);
                return true;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _logger.LogWarning(exception, "Attempt {Attempt} failed", attempt);
                if (attempt == MaxAttempts)
                    return false;
            }

            var jitter = TimeSpan.FromMilliseconds(Random.Shared.Next(100));
            await Task.Delay(TimeSpan.FromMilliseconds(200 * Math.Pow(2, attempt)) + jitter, cancellationToken);
        }
    }
}
