using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ;

/// <summary>Publishes dead letters to a queue, one at a time on a channel of its own, each confirmed by the broker.</summary>
internal sealed class ParkingPublisher(ConnectionSource connections, string queue) : IAsyncDisposable
{
    private static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _publishing = new(1, 1);
    private IChannel? _channel;

    /// <summary>Completes when the broker has the dead letter.</summary>
    public async ValueTask PublishAsync(DeadLetter<RabbitMqDelivery> letter, CancellationToken cancellationToken)
    {
        await _publishing.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ConfirmTimeout);
        try
        {
            if (_channel is not { IsOpen: true } channel)
            {
                await CloseAsync().ConfigureAwait(false);
                var connection = await connections.GetAsync(timeout.Token).ConfigureAwait(false);
                _channel = channel = await connection.CreateChannelAsync(ChannelOptions(), timeout.Token).ConfigureAwait(false);
            }

            // Mandatory: a queue that does not exist is a failure, not a loss.
            await channel.BasicPublishAsync("", queue, mandatory: true, PropertiesOf(letter), letter.Message.Body, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            await CloseAsync().ConfigureAwait(false);
            throw new TimeoutException($"The broker has not confirmed within {ConfirmTimeout} that the dead letter is in queue {queue}.", exception);
        }
        finally
        {
            _publishing.Release();
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask CloseAsync()
    {
        if (_channel is { } channel)
            await Channels.CloseAsync(channel).ConfigureAwait(false);
        _channel = null;
    }

    private static CreateChannelOptions ChannelOptions() => new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, new ThrottlingRateLimiter(maxConcurrentCalls: 1));

    private static BasicProperties PropertiesOf(DeadLetter<RabbitMqDelivery> letter)
    {
        var message = letter.Message;
        var headers = message.Properties.Headers is { } own ? new Dictionary<string, object?>(own) : [];

        // They would send the dead letter to other queues too.
        headers.Remove("CC");
        headers.Remove("BCC");
        foreach (var (name, value) in letter.Headers)
            headers[name] = value;
        headers["dead-letter-queue"] = message.Queue;
        headers["dead-letter-exchange"] = message.Exchange;
        headers["dead-letter-routing-key"] = message.RoutingKey;

        // A dead letter stays until somebody has seen to it, and its user is not ours to claim.
        var properties = new BasicProperties(message.Properties) { Headers = headers, Persistent = true };
        properties.ClearExpiration();
        properties.ClearUserId();
        return properties;
    }
}
