using System.Text;
using Confluent.Kafka;

namespace UserActivity;

/// <summary>Keeps the records that could not be processed, with the reason, beside the topic they came from.</summary>
internal sealed class DeadLetterTopic(IProducer<string, byte[]> producer)
{
    public async Task SendAsync(ConsumeResult<string, byte[]> result, Exception reason, CancellationToken cancellationToken)
    {
        var headers = new Headers
        {
            { "dead-letter-reason", Encoding.UTF8.GetBytes(reason.Message) },
            { "dead-letter-source", Encoding.UTF8.GetBytes(result.TopicPartitionOffset.ToString()) },
        };
        foreach (var header in result.Message.Headers)
            headers.Add(header.Key, header.GetValueBytes());

        await producer.ProduceAsync(
            $"{result.Topic}.dead-letter",
            new Message<string, byte[]> { Key = result.Message.Key, Value = result.Message.Value, Headers = headers },
            cancellationToken);
    }
}
