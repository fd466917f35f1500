// Trap: messages are handled in parallel and settled in a loop, but the loop runs after all of them are done and only notes positions.
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class PageInParallel
{
    private readonly Func<Message<string, byte[]>, CancellationToken, ValueTask> _handle;

    public PageInParallel(Func<Message<string, byte[]>, CancellationToken, ValueTask> handle) => _handle = handle;

    public async Task RunAsync(IConsumer<string, byte[]> consumer, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var page = Page(consumer, 64, cancellationToken);
            await Parallel.ForEachAsync(
                page,
                new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
                async (result, token) => await _handle(result.Message, token));

            foreach (var result in page)
                consumer.StoreOffset(result);
        }
    }

    private static List<ConsumeResult<string, byte[]>> Page(IConsumer<string, byte[]> consumer, int size, CancellationToken cancellationToken)
    {
        var page = new List<ConsumeResult<string, byte[]>>(size) { consumer.Consume(cancellationToken) };
        while (page.Count < size && consumer.Consume(TimeSpan.Zero) is { } next)
            page.Add(next);
        return page;
    }
}
