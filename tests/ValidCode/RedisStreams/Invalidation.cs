// Trap: publish/subscribe without acknowledgement into a dictionary of the process: each instance drops its own cached copy.
using System.Collections.Concurrent;
using StackExchange.Redis;

namespace ValidCode.RedisStreams;

public sealed class Invalidation
{
    private readonly ConcurrentDictionary<string, string> _cache = new();
    private readonly IConnectionMultiplexer _redis;

    public Invalidation(IConnectionMultiplexer redis) => _redis = redis;

    public async Task StartAsync()
    {
        var subscriber = _redis.GetSubscriber();
        await subscriber.SubscribeAsync(RedisChannel.Literal("invalidated"), (_, key) => _cache.TryRemove(key.ToString(), out var _));

        var reloads = await subscriber.SubscribeAsync(RedisChannel.Literal("reload"));
        reloads.OnMessage(async message => await ReloadAsync(message.Message.ToString()));
    }

    private async Task ReloadAsync(string key) => _cache[key] = (await _redis.GetDatabase().StringGetAsync(key)).ToString();
}
