// Trap: C# events in a hosted application, but they tell of the object's own state: a connection, a change of configuration, progress.
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ValidCode.InProcess;

public sealed class Connection : IDisposable
{
    public event EventHandler? Disconnected;

    public event EventHandler<Exception>? Failed;

    public event PropertyChangedHandler? StateChanged;

    public delegate void PropertyChangedHandler(object sender, string property);

    public bool IsOpen { get; private set; }

    public void Open()
    {
        IsOpen = true;
        StateChanged?.Invoke(this, nameof(IsOpen));
    }

    public void Fail(Exception exception)
    {
        IsOpen = false;
        Failed?.Invoke(this, exception);
        Disconnected?.Invoke(this, EventArgs.Empty);
    }

    public void Dispose() => Disconnected = null;
}

public sealed class ConnectionWatcher : IHostedService
{
    private readonly Connection _connection;
    private readonly ILogger<ConnectionWatcher> _logger;

    public ConnectionWatcher(Connection connection, ILogger<ConnectionWatcher> logger) => (_connection, _logger) = (connection, logger);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _connection.Failed += OnFailed;
        _connection.Disconnected += OnDisconnected;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _connection.Failed -= OnFailed;
        _connection.Disconnected -= OnDisconnected;
        return Task.CompletedTask;
    }

    private void OnFailed(object? sender, Exception exception) => _logger.LogError(exception, "The connection failed");

    private void OnDisconnected(object? sender, EventArgs args) => _connection.Open();
}
