using System.Diagnostics;
using Amazon.SQS.Model;

namespace EventConsumers.Sqs;

/// <summary>Reads what logs, traces and deduplication need from a message of SQS.</summary>
/// <param name="queueUrl">The URL of the queue, whose name is a part of a message's position.</param>
public sealed class SqsMessageMetadata(string queueUrl) : MessageMetadata<Message>
{
    private readonly string _queue = queueUrl[(queueUrl.LastIndexOf('/') + 1)..];

    /// <summary>The message's id; the same in each delivery of it, another one if the producer sends it twice.</summary>
    /// <param name="message">The message.</param>
    public override string? IdOf(Message message) => message.MessageId;

    /// <summary>The queue, the message group if it has one, and how often the message was delivered.</summary>
    /// <param name="message">The message.</param>
    public override string PositionOf(Message message)
    {
        var group = GroupOf(message) is { } found ? $", group {found}" : "";
        return $"queue {_queue}{group}, delivery {ReceiveCountOf(message)}";
    }

    /// <summary>The context of the message attribute <c>traceparent</c>; default if there is none.</summary>
    /// <param name="message">The message.</param>
    public override ActivityContext TraceContextOf(Message message) =>
        message.MessageAttributes?.GetValueOrDefault("traceparent")?.StringValue is { } parent
        && ActivityContext.TryParse(parent, message.MessageAttributes.GetValueOrDefault("tracestate")?.StringValue, isRemote: true, out var context)
            ? context
            : default;

    internal static string? GroupOf(Message message) => message.Attributes?.GetValueOrDefault("MessageGroupId");

    internal static int ReceiveCountOf(Message message) =>
        int.TryParse(message.Attributes?.GetValueOrDefault("ApproximateReceiveCount"), out var count) ? count : 1;
}
