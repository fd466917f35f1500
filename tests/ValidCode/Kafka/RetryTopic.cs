// Trap: a catch-all after which the offset is stored, but the message has gone to the retry topic, and after five hops to the dead-letter topic.
using System.Text;
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class RetryTopic
{
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly IProducer<string, byte[]> _producer;
    private readonly Func<Message<string, byte[]>, Task> _handle;

    public RetryTopic(IConsumer<string, byte[]> consumer, IProducer<string, byte[]> producer, Func<Message<string, byte[]>, Task> handle) =>
        (_consumer, _producer, _handle) = (consumer, producer, handle);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var result = _consumer.Consume(cancellationToken);
            try
            {
                await _handle(result.Message);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                var attempts = AttemptsOf(result.Message) + 1;
                result.Message.Headers ??= new Headers();
                result.Message.Headers.Remove("attempts");
                result.Message.Headers.Add("attempts", Encoding.ASCII.GetBytes(attempts.ToString()));
                result.Message.Headers.Add("error", Encoding.UTF8.GetBytes(exception.Message));
                var topic = attempts < 5 ? "payments.retry" : "payments.dead";
                await _producer.ProduceAsync(topic, result.Message, cancellationToken);
            }

            _consumer.StoreOffset(result);
        }
    }

    private static int AttemptsOf(MessageMetadata message) =>
        message.Headers is not null && message.Headers.TryGetLastBytes("attempts", out var bytes) && int.TryParse(Encoding.ASCII.GetString(bytes), out var attempts)
            ? attempts
            : 0;
}
