// Trap: the offset is stored after a catch, but only once the failed message has reached the dead-letter topic.
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;

namespace ValidCode.Kafka;

public sealed class DeadLetterTopic : BackgroundService
{
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly IProducer<string, byte[]> _deadLetters;
    private readonly IOrderStore _orders;

    public DeadLetterTopic(IConsumer<string, byte[]> consumer, IProducer<string, byte[]> deadLetters, IOrderStore orders)
    {
        _consumer = consumer;
        _deadLetters = deadLetters;
        _orders = orders;
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _consumer.Close();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        _consumer.Subscribe("orders.placed");
        while (!stoppingToken.IsCancellationRequested)
        {
            var result = _consumer.Consume(stoppingToken);
            try
            {
                var order = JsonSerializer.Deserialize(result.Message.Value, MessageJson.Default.OrderPlaced)
                    ?? throw new InvalidOrderException("The message is null.");
                await _orders.SaveAsync(order, stoppingToken);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOrderException)
            {
                await DeadLetterAsync(result, exception, stoppingToken);
            }

            _consumer.StoreOffset(result);
        }
    }

    private async Task DeadLetterAsync(ConsumeResult<string, byte[]> failed, Exception reason, CancellationToken cancellationToken)
    {
        var headers = failed.Message.Headers ?? new Headers();
        headers.Add("reason", Encoding.UTF8.GetBytes(reason.Message));
        headers.Add("origin", Encoding.UTF8.GetBytes(failed.TopicPartitionOffset.ToString()));
        await _deadLetters.ProduceAsync(
            "orders.placed.dead",
            new Message<string, byte[]> { Key = failed.Message.Key, Value = failed.Message.Value, Headers = headers },
            cancellationToken);
    }
}
