// Trap: entries are acknowledged before the work in the text: those that failed five times, once they stand in the dead-letter stream.
using StackExchange.Redis;

namespace ValidCode.RedisStreams;

public static class DeadLetters
{
    public static async Task ReclaimAsync(IDatabase redis, string consumer, Func<StreamEntry, Task> handle)
    {
        var pending = await redis.StreamPendingMessagesAsync("orders", "billing", 100, RedisValue.Null);
        var hopeless = pending.Where(message => message.DeliveryCount >= 5).Select(message => message.MessageId).ToArray();
        if (hopeless.Length > 0)
        {
            var entries = await redis.StreamClaimAsync("orders", "billing", consumer, 30_000, hopeless);
            foreach (var entry in entries)
                await redis.StreamAddAsync("orders.dead", entry.Values, maxLength: 10_000, useApproximateMaxLength: true);
            await redis.StreamAcknowledgeAsync("orders", "billing", hopeless);
        }

        var rest = pending.Where(message => message.DeliveryCount < 5).Select(message => message.MessageId).ToArray();
        if (rest.Length == 0)
            return;

        var retried = await redis.StreamClaimAsync("orders", "billing", consumer, 30_000, rest);
        foreach (var entry in retried)
            await handle(entry);
        await redis.StreamAcknowledgeAsync("orders", "billing", retried.Select(entry => entry.Id).ToArray());
    }
}
