// Trap: endless loops in a handler that are no retries: pages of a service, a stream, a lock-free counter.
using Confluent.Kafka;

namespace ValidCode.Kafka;

public interface ICatalog
{
    Task<(IReadOnlyList<string> Items, string? Next)> PageAsync(string category, string? cursor);

    Task<Stream> ImageAsync(string item);
}

public sealed class LoopsThatAreNoRetries
{
    private readonly ICatalog _catalog;
    private long _largest;

    public LoopsThatAreNoRetries(ICatalog catalog) => _catalog = catalog;

    public async Task HandleAsync(ConsumeResult<Ignore, string> result, IConsumer<Ignore, string> consumer)
    {
        string? cursor = null;
        while (true)
        {
            var (items, next) = await _catalog.PageAsync(result.Message.Value, cursor);
            foreach (var item in items)
                await CopyAsync(item);
            if (next is null)
                break;
            cursor = next;
        }

        consumer.StoreOffset(result);
    }

    private async Task CopyAsync(string item)
    {
        await using var source = await _catalog.ImageAsync(item);
        await using var target = File.Create(Path.Combine("images", item));
        var buffer = new byte[8192];
        int read;
        while ((read = await source.ReadAsync(buffer)) > 0)
            await target.WriteAsync(buffer.AsMemory(0, read));
        NoteSize(target.Length);
    }

    private void NoteSize(long size)
    {
        while (true)
        {
            var largest = Interlocked.Read(ref _largest);
            if (size <= largest || Interlocked.CompareExchange(ref _largest, size, largest) == largest)
                return;
        }
    }
}
