// Trap: a reader without a group that acknowledges nothing and keeps the last hundred lines: everyone who watches sees everything.
using StackExchange.Redis;

namespace ValidCode.RedisStreams;

public sealed class Tail
{
    private readonly Queue<string> _lines = new();
    private RedisValue _position = "$";

    public IReadOnlyCollection<string> Lines => _lines;

    public void Follow(IDatabase redis, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var entries = redis.StreamRead("log", _position, count: 50);
            if (entries.Length == 0)
            {
                Thread.Sleep(250);
                continue;
            }

            foreach (var entry in entries)
            {
                _lines.Enqueue(entry["line"].ToString());
                while (_lines.Count > 100)
                    _lines.Dequeue();
                _position = entry.Id;
            }
        }
    }
}
