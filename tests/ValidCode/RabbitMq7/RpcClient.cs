// Trap: automatic acknowledgement and a growing dictionary, but the queue is this client's own reply queue, and the replies are its callers'.
using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class RpcClient
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<byte[]>> _waiting = new();
    private readonly IChannel _channel;
    private string _replyQueue = "";

    public RpcClient(IChannel channel) => _channel = channel;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _replyQueue = (await _channel.QueueDeclareAsync(cancellationToken: cancellationToken)).QueueName;
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, reply) =>
        {
            if (reply.BasicProperties.CorrelationId is { } id && _waiting.TryRemove(id, out var caller))
                caller.TrySetResult(reply.Body.ToArray());
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(_replyQueue, autoAck: true, consumer, cancellationToken);
    }

    public async Task<byte[]> CallAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString("N");
        var caller = _waiting.GetOrAdd(id, _ => new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var registration = cancellationToken.Register(() =>
        {
            _waiting.TryRemove(id, out _);
            caller.TrySetCanceled(cancellationToken);
        });
        var properties = new BasicProperties { CorrelationId = id, ReplyTo = _replyQueue };
        await _channel.BasicPublishAsync("", "prices", mandatory: true, properties, request, cancellationToken);
        return await caller.Task;
    }
}
