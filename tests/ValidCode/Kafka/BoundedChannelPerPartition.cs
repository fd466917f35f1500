// Trap: messages go from the poll loop into a channel and are settled elsewhere, but the channel is bounded and its reader settles after the work.
using System.Collections.Concurrent;
using System.Threading.Channels;
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class BoundedChannelPerPartition
{
    private readonly ConcurrentDictionary<TopicPartition, Channel<ConsumeResult<string, byte[]>>> _partitions = new();
    private readonly Func<ConsumeResult<string, byte[]>, Task> _handle;

    public BoundedChannelPerPartition(Func<ConsumeResult<string, byte[]>, Task> handle) => _handle = handle;

    public async Task PollAsync(IConsumer<string, byte[]> consumer, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var result = consumer.Consume(cancellationToken);
            var channel = _partitions.GetOrAdd(result.TopicPartition, _ => Start(consumer));
            await channel.Writer.WriteAsync(result, cancellationToken);
        }
    }

    private Channel<ConsumeResult<string, byte[]>> Start(IConsumer<string, byte[]> consumer)
    {
        var channel = Channel.CreateBounded<ConsumeResult<string, byte[]>>(new BoundedChannelOptions(200)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
            SingleWriter = true,
        });
        _ = ReadAsync(channel.Reader, consumer);
        return channel;
    }

    private async Task ReadAsync(ChannelReader<ConsumeResult<string, byte[]>> reader, IConsumer<string, byte[]> consumer)
    {
        await foreach (var result in reader.ReadAllAsync())
        {
            await _handle(result);
            consumer.StoreOffset(result);
        }
    }
}
