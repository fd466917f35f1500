// Trap: an offset is stored right before the work, but it is the offset of the message before this one.
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class OneBehind
{
    private readonly Func<Message<string, byte[]>, Task> _handle;

    public OneBehind(Func<Message<string, byte[]>, Task> handle) => _handle = handle;

    public async Task RunAsync(IConsumer<string, byte[]> consumer, CancellationToken cancellationToken)
    {
        ConsumeResult<string, byte[]>? previous = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            var current = consumer.Consume(cancellationToken);
            if (previous is not null)
                consumer.StoreOffset(previous);
            await _handle(current.Message);
            previous = current;
        }

        if (previous is not null)
            consumer.StoreOffset(previous);
        consumer.Close();
    }
}
