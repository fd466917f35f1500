// Trap: ack in a finally after a catch-all, but only if a flag says that the work is done; else nack.
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class SettledByFlag
{
    private readonly IChannel _channel;
    private readonly Func<ReadOnlyMemory<byte>, Task> _handle;
    private readonly ILogger<SettledByFlag> _logger;

    public SettledByFlag(IChannel channel, Func<ReadOnlyMemory<byte>, Task> handle, ILogger<SettledByFlag> logger) =>
        (_channel, _handle, _logger) = (channel, handle, logger);

    public async Task InFinally(object sender, BasicDeliverEventArgs ea)
    {
        var done = false;
        try
        {
            await _handle(ea.Body);
            done = true;
        }
        catch (Exception exception)
        {
            _logger.LogError(exception, "Delivery {Tag}", ea.DeliveryTag);
        }
        finally
        {
            if (done)
                await _channel.BasicAckAsync(ea.DeliveryTag, false);
            else
                await _channel.BasicNackAsync(ea.DeliveryTag, false, false);
        }
    }

    public async Task AfterCatch(object sender, BasicDeliverEventArgs ea)
    {
        Exception? failure = null;
        try
        {
            await _handle(ea.Body);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        if (failure is not null)
        {
            _logger.LogError(failure, "Delivery {Tag}", ea.DeliveryTag);
            await _channel.BasicRejectAsync(ea.DeliveryTag, requeue: false);
            return;
        }

        await _channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
    }

    public async Task ByResult(object sender, BasicDeliverEventArgs ea)
    {
        var task = await TryAsync(ea.Body)
            ? _channel.BasicAckAsync(ea.DeliveryTag, false)
            : _channel.BasicNackAsync(ea.DeliveryTag, false, requeue: false);
        await task;
    }

    private async Task<bool> TryAsync(ReadOnlyMemory<byte> body)
    {
        try
        {
            await _handle(body);
            return true;
        }
        catch (Exception exception)
        {
            _logger.LogError(exception, "The work failed");
            return false;
        }
    }
}
