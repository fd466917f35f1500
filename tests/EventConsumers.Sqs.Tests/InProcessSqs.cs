using System.Globalization;
using System.Net;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace EventConsumers.Sqs.Tests;

/// <summary>
/// Queues that behave as those of Amazon SQS do, as far as a consumer can tell: visibility timeouts and new receipt handles with
/// each delivery, long polling, partial failures of batches, FIFO groups, redrive. InProcessSqsTests say what that is.
/// </summary>
internal sealed partial class InProcessSqs(TimeProvider time) : IAmazonSQS
{
    /// <summary>How long a message may be, its attributes included.</summary>
    public const int MostBytes = 1024 * 1024;

    private const int MostPerCall = 10;

    private readonly object _gate = new();
    private readonly Dictionary<string, Queue> _queues = [];
    private int _ids;

    /// <summary>Throws, or does not, at the start of each call, which it is given the name of.</summary>
    public Action<string> OnCall { get; set; } = _ => { };

    /// <summary>Completes when a call of that name is answered.</summary>
    public Func<string, CancellationToken, Task> Answers { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Says of an entry of a batch, by call and message id, that it fails.</summary>
    public Func<string, string, bool> FailsEntry { get; set; } = (_, _) => false;

    /// <summary>Gets the messages of each receive before the caller does.</summary>
    public Action<List<Message>> OnReceived { get; set; } = _ => { };

    /// <summary>What was called, with how many messages each.</summary>
    public List<(string Call, int Messages)> Calls { get; } = [];

    /// <summary>Makes a queue and returns its URL.</summary>
    public string Create(string name, TimeSpan? visibility = null, (string Url, int MaxReceiveCount)? redrive = null)
    {
        var url = $"https://sqs.example/1/{name}";
        lock (_gate)
            _queues[url] = new Queue(name.EndsWith(".fifo", StringComparison.Ordinal), visibility ?? TimeSpan.FromSeconds(30), redrive);
        return url;
    }

    public string Send(string url, string body, string? group = null, Dictionary<string, MessageAttributeValue>? attributes = null)
    {
        lock (_gate)
        {
            var id = $"m{++_ids}";
            _queues[url].Messages.Add(new Stored(id, body, group, attributes));
            return id;
        }
    }

    /// <summary>The bodies of what is in a queue, hidden or not.</summary>
    public IReadOnlyList<string> Bodies(string url)
    {
        lock (_gate)
            return [.. _queues[url].Messages.Select(message => message.Body)];
    }

    public IReadOnlyList<Stored> Stock(string url)
    {
        lock (_gate)
            return [.. _queues[url].Messages];
    }

    public async Task<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, CancellationToken cancellationToken = default)
    {
        OnCall("Receive");
        var until = time.GetUtcNow() + TimeSpan.FromSeconds(request.WaitTimeSeconds ?? 0);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_gate)
            {
                var messages = Take(request);
                if (messages.Count > 0 || time.GetUtcNow() >= until)
                {
                    Calls.Add(("Receive", messages.Count));
                    OnReceived(messages);
                    // As version 4 of the SDK does it.
                    return new ReceiveMessageResponse { Messages = messages.Count == 0 ? null : messages };
                }
            }

            await Task.Delay(1, cancellationToken);
        }
    }

    public Task<DeleteMessageBatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellationToken = default)
    {
        OnCall("DeleteBatch");
        CheckBatch(request.Entries.Count);
        lock (_gate)
        {
            Calls.Add(("DeleteBatch", request.Entries.Count));
            var queue = _queues[request.QueueUrl];
            var failed = new List<BatchResultErrorEntry>();
            foreach (var entry in request.Entries)
            {
                var message = queue.ByReceipt(entry.ReceiptHandle);
                if (message is not null && FailsEntry("DeleteBatch", message.Id))
                    failed.Add(new BatchResultErrorEntry { Id = entry.Id, Code = "InternalError" });
                else if (message is not null)
                    queue.Messages.Remove(message);
            }

            return Task.FromResult(new DeleteMessageBatchResponse { Failed = failed.Count == 0 ? null : failed });
        }
    }

    public async Task<ChangeMessageVisibilityBatchResponse> ChangeMessageVisibilityBatchAsync(ChangeMessageVisibilityBatchRequest request, CancellationToken cancellationToken = default)
    {
        OnCall("ChangeVisibilityBatch");
        await Answers("ChangeVisibilityBatch", cancellationToken);
        CheckBatch(request.Entries.Count);
        lock (_gate)
        {
            Calls.Add(("ChangeVisibilityBatch", request.Entries.Count));
            var failed = new List<BatchResultErrorEntry>();
            foreach (var entry in request.Entries)
            {
                if (!Hide(request.QueueUrl, entry.ReceiptHandle, entry.VisibilityTimeout ?? 0))
                    failed.Add(new BatchResultErrorEntry { Id = entry.Id, Code = "ReceiptHandleIsInvalid", SenderFault = true });
            }

            return new ChangeMessageVisibilityBatchResponse { Failed = failed.Count == 0 ? null : failed };
        }
    }

    public Task<ChangeMessageVisibilityResponse> ChangeMessageVisibilityAsync(ChangeMessageVisibilityRequest request, CancellationToken cancellationToken = default)
    {
        OnCall("ChangeVisibility");
        lock (_gate)
        {
            Calls.Add(("ChangeVisibility", 1));
            if (!Hide(request.QueueUrl, request.ReceiptHandle, request.VisibilityTimeout ?? 0))
                throw new AmazonSQSException("The message is not in flight.");
            return Task.FromResult(new ChangeMessageVisibilityResponse());
        }
    }

    public Task<SendMessageResponse> SendMessageAsync(SendMessageRequest request, CancellationToken cancellationToken = default)
    {
        OnCall("Send");
        if (request.MessageAttributes?.Count > 10)
            throw new AmazonSQSException("Number of message attributes exceeds the allowed maximum [10].");
        CheckText(request.MessageBody);
        foreach (var (_, attribute) in request.MessageAttributes ?? [])
            CheckText(attribute.StringValue);
        var bytes = Encoding.UTF8.GetByteCount(request.MessageBody)
            + request.MessageAttributes?.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key + pair.Value.DataType + pair.Value.StringValue));
        if (bytes > MostBytes)
            throw Refused($"One or more parameters are invalid. Reason: Message must be shorter than {MostBytes} bytes.");
        if (_queues[request.QueueUrl].IsFifo && (request.MessageGroupId is null || request.MessageDeduplicationId is null))
            throw new AmazonSQSException("The request must contain the parameter MessageGroupId and MessageDeduplicationId.");
        return Task.FromResult(new SendMessageResponse { MessageId = Send(request.QueueUrl, request.MessageBody, request.MessageGroupId, request.MessageAttributes) });
    }

    public Task<GetQueueAttributesResponse> GetQueueAttributesAsync(GetQueueAttributesRequest request, CancellationToken cancellationToken = default)
    {
        OnCall("GetAttributes");
        lock (_gate)
        {
            var queue = _queues[request.QueueUrl];
            var attributes = new Dictionary<string, string> { ["ApproximateNumberOfMessages"] = queue.Messages.Count(message => message.HiddenUntil <= time.GetUtcNow()).ToString(CultureInfo.InvariantCulture) };
            if (queue.Redrive is { } redrive)
                attributes["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{redrive.Url}}","maxReceiveCount":{{redrive.MaxReceiveCount}}}""";
            return Task.FromResult(new GetQueueAttributesResponse { Attributes = attributes });
        }
    }

    private List<Message> Take(ReceiveMessageRequest request)
    {
        var now = time.GetUtcNow();
        var queue = _queues[request.QueueUrl];
        if (queue.Redrive is { } redrive)
        {
            foreach (var message in queue.Messages.Where(message => message.HiddenUntil <= now && message.Receives >= redrive.MaxReceiveCount).ToList())
            {
                queue.Messages.Remove(message);
                _queues[redrive.Url].Messages.Add(message with { Receives = 0, Receipt = null, HiddenUntil = default });
            }
        }

        // A group with a message in flight gives no other.
        var blocked = queue.IsFifo ? queue.Messages.Where(message => message.HiddenUntil > now).Select(message => message.Group).ToHashSet() : [];
        var hidden = now + TimeSpan.FromSeconds(request.VisibilityTimeout ?? (int)queue.Visibility.TotalSeconds);
        var taken = queue.Messages.Where(message => message.HiddenUntil <= now && !blocked.Contains(message.Group)).Take(request.MaxNumberOfMessages ?? 1).ToList();
        return taken.ConvertAll(message =>
        {
            message.Receives++;
            message.HiddenUntil = hidden;
            message.Receipt = $"{message.Id}-{message.Receives}";
            var attributes = new Dictionary<string, string> { ["ApproximateReceiveCount"] = message.Receives.ToString(CultureInfo.InvariantCulture) };
            if (message.Group is not null)
                attributes["MessageGroupId"] = message.Group;
            return new Message { MessageId = message.Id, Body = message.Body, ReceiptHandle = message.Receipt, Attributes = attributes, MessageAttributes = message.Attributes };
        });
    }

    private bool Hide(string url, string receipt, int seconds)
    {
        if (_queues[url].ByReceipt(receipt) is not { } message || message.HiddenUntil <= time.GetUtcNow() || FailsEntry("ChangeVisibilityBatch", message.Id))
            return false;

        message.HiddenUntil = time.GetUtcNow() + TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static void CheckText(string text)
    {
        // Source: the reference of SendMessage.
        if (text.Where((_, index) => !Rune.TryGetRuneAt(text, index, out var rune) ? index == 0 || !char.IsSurrogatePair(text, index - 1) : !IsTaken(rune.Value)).Any())
            throw Refused("Invalid characters in a body or an attribute.");

        static bool IsTaken(int rune) => rune is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or >= 0x10000;
    }

    private static AmazonSQSException Refused(string reason) => new(reason) { StatusCode = HttpStatusCode.BadRequest };

    private static void CheckBatch(int entries)
    {
        if (entries is < 1 or > MostPerCall)
            throw new AmazonSQSException($"A batch has 1 to 10 entries, not {entries}.");
    }

    internal sealed record Stored(string Id, string Body, string? Group, Dictionary<string, MessageAttributeValue>? Attributes)
    {
        public int Receives { get; set; }

        public string? Receipt { get; set; }

        public DateTimeOffset HiddenUntil { get; set; }
    }

    private sealed record Queue(bool IsFifo, TimeSpan Visibility, (string Url, int MaxReceiveCount)? Redrive)
    {
        public List<Stored> Messages { get; } = [];

        public Stored? ByReceipt(string receipt) => Messages.Find(message => message.Receipt == receipt);
    }
}
