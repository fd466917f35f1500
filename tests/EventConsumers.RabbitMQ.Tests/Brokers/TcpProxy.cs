using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EventConsumers.RabbitMQ.Tests.Brokers;

/// <summary>Stands between a consumer and the broker: can cut the connections, and notes what the consumer settles.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly ConcurrentDictionary<Socket, bool> _open = [];
    private readonly Task _accepting;
    private volatile bool _refuses;

    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What the consumer told the broker of deliveries, in its order.</summary>
    public ConcurrentQueue<SentSettlement> Settlements { get; } = [];

    /// <summary>How many connections there have been.</summary>
    public int Connections { get; private set; }

    /// <summary>Breaks all connections, and refuses new ones until <see cref="Restore"/>.</summary>
    public void Cut()
    {
        _refuses = true;
        foreach (var socket in _open.Keys)
            Break(socket);
    }

    public void Restore() => _refuses = false;

    public async ValueTask DisposeAsync()
    {
        Cut();
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                if (_refuses)
                    Break(client);
                else
                    _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var broker = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        (client.NoDelay, _open[client], _open[broker]) = (true, true, true);
        Connections++;
        try
        {
            await broker.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAny(CopyAsync(client, broker, new SettlementReader(Settlements)), CopyAsync(broker, client, null));
        }
        catch (SocketException)
        {
        }

        foreach (var socket in new[] { client, broker })
        {
            _open.TryRemove(socket, out _);
            Break(socket);
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, SettlementReader? reader)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var length and > 0)
            {
                reader?.Read(buffer.AsSpan(0, length));
                await to.SendAsync(buffer.AsMemory(0, length));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
    }

    // With a reset, as when a cable is cut or a process killed.
    private static void Break(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }

        socket.Dispose();
    }
}
