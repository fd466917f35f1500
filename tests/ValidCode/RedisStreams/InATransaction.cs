// Trap: the acknowledgement stands before the write and is not awaited, but both are queued in one MULTI and run together.
using StackExchange.Redis;

namespace ValidCode.RedisStreams;

public static class InATransaction
{
    public static async Task ApplyAsync(IDatabase redis, StreamEntry entry)
    {
        var transaction = redis.CreateTransaction();
        var acknowledged = transaction.StreamAcknowledgeAsync("balances", "ledger", entry.Id);
        var written = transaction.HashIncrementAsync("balance", entry["account"], (double)entry["amount"]);
        if (await transaction.ExecuteAsync())
            await Task.WhenAll(acknowledged, written);
    }
}
