// Trap: a Polly retry round the work of a poll loop, bounded to four attempts with exponential back-off.
using System.Text.Json;
using Confluent.Kafka;
using Polly;
using Polly.Retry;

namespace ValidCode.Kafka;

public sealed class PollyPipeline
{
    private static readonly ResiliencePipeline Retry = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<StoreUnavailableException>(),
            MaxRetryAttempts = 4,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(250),
            UseJitter = true,
        })
        .Build();

    private readonly IOrderStore _orders;
    private readonly IProducer<string, byte[]> _producer;

    public PollyPipeline(IOrderStore orders, IProducer<string, byte[]> producer) => (_orders, _producer) = (orders, producer);

    public async Task RunAsync(IConsumer<string, byte[]> consumer, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var result = consumer.Consume(cancellationToken);
            var order = JsonSerializer.Deserialize(result.Message.Value, MessageJson.Default.OrderPlaced)!;
            try
            {
                await Retry.ExecuteAsync(async token => await _orders.SaveAsync(order, token), cancellationToken);
            }
            catch (StoreUnavailableException)
            {
                await _producer.ProduceAsync("orders.placed.dead", result.Message, cancellationToken);
            }

            consumer.StoreOffset(result);
        }
    }
}
