using Amazon.SQS.Model;

namespace EventConsumers.Sqs.Tests;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task What_SQS_does_not_take_in_an_attribute_keeps_no_message_from_the_dead_letters()
    {
        var letter = await DeadLetterAsync("bad", new FormatException("no user:\r\n\t'\0\uffff" + '\ud800' + "' üß€😀"));

        Assert.Equal("no user:\r\n\t'\ufffd\ufffd\ufffd' üß€😀", letter.Attributes!["dead-letter-exception-message"].StringValue);
    }

    [Fact]
    public async Task What_leaves_no_room_for_the_reason_is_sent_without_it()
    {
        var body = new string('x', InProcessSqs.MostBytes - 40);
        var letter = await DeadLetterAsync(body, new FormatException("no such user"), new() { ["tenant"] = new() { DataType = "String", StringValue = "t1" } });

        Assert.Equal(body, letter.Body);
        Assert.Equal("tenant", Assert.Single(letter.Attributes!).Key);
    }

    private static async Task<InProcessSqs.Stored> DeadLetterAsync(string body, Exception failure, Dictionary<string, MessageAttributeValue>? attributes = null)
    {
        var sqs = new InProcessSqs(TimeProvider.System);
        var (url, dead) = (sqs.Create("users"), sqs.Create("users-dead"));
        sqs.Send(url, body, attributes: attributes);
        using var stop = new CancellationTokenSource();
        var run = new SqsConsumer(
            sqs, (_, _) => ValueTask.FromException(failure),
            new SqsConsumerOptions { QueueUrl = url, DeadLetterQueueUrl = dead, Retry = new() { MaxAttempts = 1 }, DrainTimeout = TimeSpan.Zero }).RunAsync(stop.Token);
        await Eventually.IsTrue(() => sqs.Bodies(dead).Count == 1, "the dead letter");
        await Eventually.IsTrue(() => sqs.Bodies(url).Count == 0, "the message is deleted");
        await stop.CancelAsync();
        await run;
        return Assert.Single(sqs.Stock(dead));
    }
}
