using Microsoft.Extensions.Hosting;

namespace EventConsumers.Hosting;

/// <summary>
/// Runs a consumer for as long as the host runs. When the host stops, the consumer drains; when the consumer fails, the host
/// stops, as .NET's hosts do for every background service unless told otherwise: a process that consumes nothing must not look healthy.
/// </summary>
/// <remarks>
/// A host gives its services 30 seconds to stop (<c>HostOptions.ShutdownTimeout</c>), which the default timeouts of a pump fit
/// into. Raise it with them.
/// </remarks>
/// <param name="run">Consumes until its token is cancelled, then drains.</param>
public sealed class ConsumerService(Func<CancellationToken, Task> run) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        // The host's other services start meanwhile, whatever a client does before its first wait.
        Task.Run(() => run(stoppingToken), CancellationToken.None);
}
