using System.Net;
using System.Text;
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
        try
        {
            await SendAsync(letter.Message, AttributesOf(letter), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonSQSException exception) when (exception.StatusCode == HttpStatusCode.BadRequest)
        {
            // Refused, such as for its length: it could be sent to the queue before without the reason.
            await SendAsync(letter.Message, letter.Message.MessageAttributes, cancellationToken).ConfigureAwait(false);
        }

        metrics?.CountDeadLettered(letter.Exception);
    }

    private async Task SendAsync(Message message, Dictionary<string, MessageAttributeValue>? attributes, CancellationToken cancellationToken)
    {
        var group = SqsMessageMetadata.GroupOf(message);
        await client.SendMessageAsync(
            new SendMessageRequest
            {
                QueueUrl = queueUrl,
                MessageBody = message.Body,
                MessageAttributes = attributes,
                MessageGroupId = group,
                // Sent again after a crash, it is the same dead letter.
                MessageDeduplicationId = group is null ? null : message.MessageId,
            },
            cancellationToken).ConfigureAwait(false);
    }

    // The message's own come first.
    private static Dictionary<string, MessageAttributeValue> AttributesOf(DeadLetter<Message> letter)
    {
        var attributes = new Dictionary<string, MessageAttributeValue>(letter.Message.MessageAttributes ?? []);
        foreach (var (name, value) in letter.Headers)
        {
            if (attributes.Count < MostAttributes && value.Length > 0)
                attributes.TryAdd(name, new MessageAttributeValue { DataType = "String", StringValue = Sendable(value) });
        }

        return attributes;
    }

    // An attribute has the characters of XML 1.0. Source: the reference of SendMessage.
    private static string Sendable(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
            text.Append((rune.Value is '\t' or '\n' or '\r' or >= ' ' and not (0xFFFE or 0xFFFF) ? rune : Rune.ReplacementChar).ToString());
        return text.ToString();
    }
}
