// Trap: blocks and a semaphore between poll loop and work; every one of them bounded.
using System.Threading.Tasks.Dataflow;
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class DataflowBlocks
{
    private readonly SemaphoreSlim _slots = new(50);
    private readonly Queue<(Task Work, ConsumeResult<string, byte[]> Result)> _running = new();
    private readonly ActionBlock<ConsumeResult<string, byte[]>> _archive;

    public DataflowBlocks(Func<byte[], Task> archive) => _archive = new ActionBlock<ConsumeResult<string, byte[]>>(
        result => archive(result.Message.Value),
        new ExecutionDataflowBlockOptions { BoundedCapacity = 100, MaxDegreeOfParallelism = 4 });

    public async Task PollAsync(IConsumer<string, byte[]> consumer, Func<byte[], Task> handle, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var result = consumer.Consume(cancellationToken);
            await _archive.SendAsync(result, cancellationToken);

            await _slots.WaitAsync(cancellationToken);
            _running.Enqueue((HandleAsync(handle, result.Message.Value), result));
            while (_running.TryPeek(out var oldest) && oldest.Work.IsCompleted)
            {
                await oldest.Work;
                consumer.StoreOffset(_running.Dequeue().Result);
            }
        }

        while (_running.TryDequeue(out var last))
        {
            await last.Work;
            consumer.StoreOffset(last.Result);
        }
    }

    private async Task HandleAsync(Func<byte[], Task> handle, byte[] value)
    {
        try
        {
            await handle(value);
        }
        finally
        {
            _slots.Release();
        }
    }
}
