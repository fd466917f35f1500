// Trap: one acknowledgement per turn of the loop, but each turn asks for one entry: long jobs, shared out one at a time.
using StackExchange.Redis;

namespace ValidCode.RedisStreams;

public sealed class OneByOne
{
    private readonly Func<StreamEntry, CancellationToken, Task> _render;

    public OneByOne(Func<StreamEntry, CancellationToken, Task> render) => _render = render;

    public async Task RunAsync(IDatabase redis, string consumer, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var claimed = await redis.StreamAutoClaimAsync("videos", "render", consumer, 3_600_000, "0-0", count: 1);
            var job = claimed.ClaimedEntries is { Length: > 0 } old ? old[0] : (await redis.StreamReadGroupAsync("videos", "render", consumer, ">", count: 1)).FirstOrDefault();
            if (job.IsNull)
            {
                await Task.Delay(1000, cancellationToken);
                continue;
            }

            await _render(job, cancellationToken);
            await redis.StreamAcknowledgeAsync("videos", "render", job.Id);
        }
    }
}
