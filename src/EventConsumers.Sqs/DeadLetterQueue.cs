using Amazon.SQS;
using Amazon.SQS.Model;

namespace EventConsumers.Sqs;

/// <summary>Sends messages to the queue for dead letters.</summary>
internal sealed class DeadLetterQueue(IAmazonSQS client, string queueUrl, ConsumerMetrics? metrics)
{
    // The most that a message can have. Source: the quotas of Amazon SQS.
    private const int MostAttributes = 10;

    public async ValueTask SendAsync(DeadLetter<Message> letter, CancellationToken cancellationToken)
    {
        var message = letter.Message;
        var group = SqsMessageMetadata.GroupOf(message);
        await client.SendMessageAsync(
            new SendMessageRequest
            {
                QueueUrl = queueUrl,
                MessageBody = message.Body,
                MessageAttributes = AttributesOf(letter),
                MessageGroupId = group,
                // Sent again after a crash, it is the same dead letter.
                MessageDeduplicationId = group is null ? null : message.MessageId,
            },
            cancellationToken).ConfigureAwait(false);
        metrics?.CountDeadLettered(letter.Exception);
    }

    // The message's own come first.
    private static Dictionary<string, MessageAttributeValue> AttributesOf(DeadLetter<Message> letter)
    {
        var attributes = new Dictionary<string, MessageAttributeValue>(letter.Message.MessageAttributes ?? []);
        foreach (var (name, value) in letter.Headers)
        {
            if (attributes.Count < MostAttributes && value.Length > 0)
                attributes.TryAdd(name, new MessageAttributeValue { DataType = "String", StringValue = value });
        }

        return attributes;
    }
}
