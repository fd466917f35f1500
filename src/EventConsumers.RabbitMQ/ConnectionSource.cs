using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace EventConsumers.RabbitMQ;

/// <summary>Where a consumer has its connection from: one that is the application's, or a factory of its own.</summary>
internal sealed class ConnectionSource : IAsyncDisposable
{
    private readonly IConnectionFactory? _factory;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private IConnection? _connection;
    private TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConnectionSource(IConnection connection)
    {
        _connection = connection;
        connection.RecoverySucceededAsync += OnRecoveredAsync;
    }

    public ConnectionSource(IConnectionFactory factory) => _factory = factory;

    /// <summary>Completes when the application's connection has recovered since the last <see cref="GetAsync"/>.</summary>
    public Task Recovered => _recovered.Task;

    /// <summary>An open connection.</summary>
    /// <exception cref="InvalidOperationException">The application's connection is closed; it says whether it may come back.</exception>
    public async ValueTask<IConnection> GetAsync(CancellationToken cancellationToken)
    {
        if (_recovered.Task.IsCompleted)
            _recovered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_connection is { IsOpen: true } open)
            return open;
        if (_factory is null)
            throw new InvalidOperationException(
                "The connection is closed. It comes back only with ConnectionFactory.AutomaticRecoveryEnabled; or give the consumer the connection factory instead.");

        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_connection is { IsOpen: true } connection)
                return connection;

            await CloseAsync().ConfigureAwait(false);
            return _connection = await _factory.CreateConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Whether the application has closed its connection, so that it will never come back.</summary>
    public bool IsClosedForGood
    {
        get
        {
            try
            {
                return _factory is null && _connection is { IsOpen: false, CloseReason.Initiator: ShutdownInitiator.Application };
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null)
            await CloseAsync().ConfigureAwait(false);
        else if (_connection is not null)
            _connection.RecoverySucceededAsync -= OnRecoveredAsync;
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is null)
            return;

        try
        {
            await _connection.CloseAsync(Constants.ReplySuccess, "done", TimeSpan.FromSeconds(5), abort: true, CancellationToken.None).ConfigureAwait(false);
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It was lost.
        }

        _connection = null;
    }

    private Task OnRecoveredAsync(object sender, AsyncEventArgs args)
    {
        _recovered.TrySetResult();
        return Task.CompletedTask;
    }
}
