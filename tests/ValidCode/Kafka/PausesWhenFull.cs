// Trap: an unbounded queue between poll loop and workers, but the partitions are paused at a high-water mark and resumed at a low one.
using System.Collections.Concurrent;
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class PausesWhenFull
{
    private const int HighWater = 1000;
    private const int LowWater = 200;

    private readonly ConcurrentQueue<ConsumeResult<string, byte[]>> _queue = new();
    private bool _paused;

    public void Poll(IConsumer<string, byte[]> consumer, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!_paused && _queue.Count >= HighWater)
            {
                consumer.Pause(consumer.Assignment);
                _paused = true;
            }
            else if (_paused && _queue.Count <= LowWater)
            {
                consumer.Resume(consumer.Assignment);
                _paused = false;
            }

            var result = consumer.Consume(TimeSpan.FromMilliseconds(100));
            if (result is not null)
                _queue.Enqueue(result);
        }

        consumer.Close();
    }

    public async Task WorkAsync(IConsumer<string, byte[]> consumer, Func<byte[], Task> handle, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!_queue.TryDequeue(out var result))
            {
                await Task.Delay(20, cancellationToken);
                continue;
            }

            await handle(result.Message.Value);
            consumer.StoreOffset(result);
        }
    }
}
