using System.Diagnostics;
using System.Text;
using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ.Load;

/// <summary>A way to consume a queue.</summary>
internal abstract class Contender
{
    public const int Prefetch = 500;
    public const int AcknowledgeEvery = 100;
    private const int Unconfirmed = 2000;

    private TaskCompletionSource _done = new();
    private int _left;

    public abstract string Name { get; }

    private string Queue => $"load-{GetType().Name}";

    /// <summary>Fills the queue, and then measures from the start of the consumer until the last message has been handled.</summary>
    public async Task<Measurement> MeasureAsync(IConnectionFactory factory, int messages)
    {
        await using var connection = await factory.CreateConnectionAsync();
        await FillAsync(connection, messages);
        (_left, _done) = (messages, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        var before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        await using (await StartAsync(connection, Queue))
        {
            await _done.Task.WaitAsync(TimeSpan.FromMinutes(5));
            return new Measurement(messages / watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / messages);
        }
    }

    protected abstract Task<IAsyncDisposable> StartAsync(IConnection connection, string queue);

    /// <summary>The handler: counts.</summary>
    protected void Handle()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _done.SetResult();
    }

    private async Task FillAsync(IConnection connection, int messages)
    {
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        await channel.QueuePurgeAsync(Queue);
        var body = Encoding.UTF8.GetBytes("""{"userId":4711,"at":"2026-01-01T00:00:00Z"}""");
        var published = new List<Task>(Unconfirmed);
        for (var i = 0; i < messages; i++)
        {
            published.Add(channel.BasicPublishAsync("", Queue, body).AsTask());
            if (published.Count == Unconfirmed || i == messages - 1)
            {
                await Task.WhenAll(published);
                published.Clear();
            }
        }
    }
}

/// <summary>How fast it was, and what it cost this process: the time that says most on a machine which has other work too.</summary>
internal sealed record Measurement(double PerSecond, double ProcessorMicroseconds);
