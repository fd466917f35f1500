namespace EventConsumers.RabbitMQ.Tests;

/// <summary>A consumer that runs until it is stopped.</summary>
internal sealed class RunningConsumer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public RunningConsumer(RabbitMqConsumer consumer)
    {
        Consumer = consumer;
        Run = consumer.RunAsync(_stop.Token);
    }

    public RabbitMqConsumer Consumer { get; }

    public Task Run { get; }

    /// <summary>Stops it as a host would.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Run;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Consumer.DisposeAsync();
    }
}
