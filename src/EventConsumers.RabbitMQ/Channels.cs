using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ;

internal static class Channels
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Closes a channel, whatever state it is in. A recovering connection would open one again that is only disposed of after its
    /// connection was lost.
    /// </summary>
    public static async ValueTask CloseAsync(IChannel channel)
    {
        try
        {
            using var timeout = new CancellationTokenSource(CloseTimeout);
            await channel.CloseAsync(Constants.ReplySuccess, "done", abort: true, timeout.Token).ConfigureAwait(false);
            await channel.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It is gone, or goes with its connection.
        }
    }
}
