// Trap: a delay and a claim in the read loop: the delay when nothing came, one acknowledgement for the whole page after its work.
using StackExchange.Redis;

namespace ValidCode.RedisStreams;

public sealed class GroupReader
{
    private const string Stream = "orders";
    private const string Group = "billing";

    private readonly IDatabase _redis;
    private readonly string _consumer = Environment.MachineName;
    private readonly Func<NameValueEntry[], Task> _handle;

    public GroupReader(IDatabase redis, Func<NameValueEntry[], Task> handle) => (_redis, _handle) = (redis, handle);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var idle = TimeSpan.FromMilliseconds(10);
        while (!cancellationToken.IsCancellationRequested)
        {
            var claimed = await _redis.StreamAutoClaimAsync(Stream, Group, _consumer, 60_000, "0-0", 100);
            var entries = claimed.ClaimedEntries.Length > 0
                ? claimed.ClaimedEntries
                : await _redis.StreamReadGroupAsync(Stream, Group, _consumer, ">", 100);
            if (entries.Length == 0)
            {
                await Task.Delay(idle, cancellationToken);
                idle = TimeSpan.FromMilliseconds(Math.Min(1000, idle.TotalMilliseconds * 2));
                continue;
            }

            idle = TimeSpan.FromMilliseconds(10);
            foreach (var entry in entries)
                await _handle(entry.Values);
            await _redis.StreamAcknowledgeAsync(Stream, Group, Array.ConvertAll(entries, entry => entry.Id));
        }
    }
}
