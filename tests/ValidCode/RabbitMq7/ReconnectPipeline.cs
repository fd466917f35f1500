// Trap: an endless Polly retry, but round the connection; and the blocking wait is in Main.
using Polly;
using Polly.Retry;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

internal static class ReconnectPipeline
{
    private static readonly ResiliencePipeline Reconnect = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromMinutes(1),
            BackoffType = DelayBackoffType.Exponential,
        })
        .Build();

    private static void Main()
    {
        var factory = new ConnectionFactory { Uri = new Uri("amqp://broker") };
        using var connection = Reconnect.ExecuteAsync(async token => await factory.CreateConnectionAsync(token)).AsTask().GetAwaiter().GetResult();
        connection.ConnectionShutdownAsync += async (_, args) =>
        {
            await Console.Error.WriteLineAsync(args.ReplyText);
            Thread.Sleep(1000);
        };
        ConsumeAsync(connection).Wait();
    }

    private static async Task ConsumeAsync(IConnection connection)
    {
        var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, 10, false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, ea) => channel.BasicAckAsync(ea.DeliveryTag, false).AsTask();
        await channel.BasicConsumeAsync("heartbeats", false, consumer);
        await Task.Delay(Timeout.Infinite);
    }
}
