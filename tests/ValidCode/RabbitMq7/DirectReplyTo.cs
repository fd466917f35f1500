// Trap: automatic acknowledgement of the pseudo-queue for direct replies, which knows no other.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public static class DirectReplyTo
{
    public static async Task<string> AskAsync(IChannel channel, byte[] question, Func<byte[], Task> store, CancellationToken cancellationToken)
    {
        var answered = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, answer) =>
        {
            var body = answer.Body.ToArray();
            await store(body);
            answered.TrySetResult(Convert.ToHexString(body));
        };
        await channel.BasicConsumeAsync("amq.rabbitmq.reply-to", true, consumer, cancellationToken);
        await channel.BasicPublishAsync(
            "", "questions", false, new BasicProperties { ReplyTo = "amq.rabbitmq.reply-to" }, question, cancellationToken);
        return await answered.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
    }
}
