// Trap: a channel per connected browser in a dictionary, but it belongs to that connection and drops what is old.
using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace ValidCode.InProcess;

public sealed class ServerSentUpdates
{
    private readonly ConcurrentDictionary<Guid, Channel<string>> _connections = new();

    public async Task StreamAsync(HttpContext http)
    {
        var id = Guid.NewGuid();
        var channel = _connections.GetOrAdd(id, _ => Channel.CreateBounded<string>(new BoundedChannelOptions(10) { FullMode = BoundedChannelFullMode.DropOldest }));
        try
        {
            http.Response.ContentType = "text/event-stream";
            await foreach (var line in channel.Reader.ReadAllAsync(http.RequestAborted))
            {
                await http.Response.WriteAsync($"data: {line}\n\n", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        }
        finally
        {
            _connections.TryRemove(id, out _);
        }
    }
}
