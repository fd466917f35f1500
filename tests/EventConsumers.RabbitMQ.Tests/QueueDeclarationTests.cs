using EventConsumers.RabbitMQ.Tests.Brokers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace EventConsumers.RabbitMQ.Tests;

public sealed class QueueDeclarationTests(Broker broker) : BrokerTest(broker)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rejected_message_is_kept_with_the_dead_letters(bool isQuorum)
    {
        var queue = new QueueDeclaration($"{Queue}-{isQuorum}") { IsQuorum = isQuorum };
        await queue.DeclareAsync(Channel);
        await queue.DeclareAsync(Channel);
        await Channel.BasicPublishAsync("", queue.Name, "body"u8.ToArray());
        var message = await Channel.BasicGetAsync(queue.Name, autoAck: false);
        await Channel.BasicRejectAsync(message!.DeliveryTag, requeue: false);
        await DepthBecomesAsync(queue.DeadLetterQueue, 1);
    }

    [Fact]
    public async Task A_message_that_ends_its_consumer_every_time_is_kept_with_the_dead_letters()
    {
        var queue = new QueueDeclaration($"{Queue}-limit") { DeliveryLimit = 2 };
        await queue.DeclareAsync(Channel);
        await Channel.BasicPublishAsync("", queue.Name, "body"u8.ToArray());
        for (var i = 0; i < 3; i++)
        {
            await using var connection = await Factory.CreateConnectionAsync();
            await using var channel = await connection.CreateChannelAsync();
            BasicGetResult? message = null;
            for (var tries = 0; message is null && tries < 100; tries++, await Task.Delay(20))
                message = await channel.BasicGetAsync(queue.Name, autoAck: false);
            Assert.NotNull(message);
        }

        await DepthBecomesAsync(queue.DeadLetterQueue, 1);
    }

    [Fact]
    public async Task A_full_queue_refuses_more()
    {
        var queue = new QueueDeclaration($"{Queue}-full") { IsQuorum = false, MaxLength = 1 };
        await queue.DeclareAsync(Channel);
        await Channel.BasicPublishAsync("", queue.Name, mandatory: true, "1"u8.ToArray());
        await Assert.ThrowsAsync<PublishException>(async () => await Channel.BasicPublishAsync("", queue.Name, mandatory: true, "2"u8.ToArray()));
        Assert.Equal(1u, await DepthAsync(queue.Name));
    }

    [Theory]
    [InlineData(nameof(QueueDeclaration.DeadLetterExchange))]
    [InlineData(nameof(QueueDeclaration.DeadLetterQueue))]
    [InlineData(nameof(QueueDeclaration.DeliveryLimit))]
    [InlineData(nameof(QueueDeclaration.MaxLength))]
    [InlineData(nameof(QueueDeclaration.MaxLengthBytes))]
    public async Task A_wrong_setting_is_named(string setting)
    {
        var queue = new QueueDeclaration("queue");
        switch (setting)
        {
            case nameof(QueueDeclaration.DeadLetterExchange):
                queue.DeadLetterExchange = "";
                break;
            case nameof(QueueDeclaration.DeadLetterQueue):
                queue.DeadLetterQueue = "queue";
                break;
            case nameof(QueueDeclaration.DeliveryLimit):
                queue.DeliveryLimit = 0;
                break;
            case nameof(QueueDeclaration.MaxLength):
                queue.MaxLength = 0;
                break;
            default:
                queue.MaxLengthBytes = 0;
                break;
        }

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => queue.DeclareAsync(Channel));
        Assert.StartsWith($"QueueDeclaration.{setting} is ", exception.Message, StringComparison.Ordinal);
    }
}
