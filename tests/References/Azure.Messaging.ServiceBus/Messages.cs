namespace Azure.Messaging.ServiceBus;

public class ServiceBusMessage
{
    public ServiceBusMessage() { }
    public ServiceBusMessage(string body) { }
    public ServiceBusMessage(ReadOnlyMemory<byte> body) { }
    public ServiceBusMessage(BinaryData body) { }
    public ServiceBusMessage(ServiceBusReceivedMessage receivedMessage) { }

    public IDictionary<string, object> ApplicationProperties => throw null;
    public BinaryData Body { get; set; }
    public string ContentType { get; set; }
    public string CorrelationId { get; set; }
    public string MessageId { get; set; }
    public string PartitionKey { get; set; }
    public string ReplyTo { get; set; }
    public string ReplyToSessionId { get; set; }
    public DateTimeOffset ScheduledEnqueueTime { get; set; }
    public string SessionId { get; set; }
    public string Subject { get; set; }
    public TimeSpan TimeToLive { get; set; }
    public string To { get; set; }
    public string TransactionPartitionKey { get; set; }
}

public class ServiceBusReceivedMessage
{
    internal ServiceBusReceivedMessage() { }

    public IReadOnlyDictionary<string, object> ApplicationProperties => throw null;
    public BinaryData Body => throw null;
    public string ContentType => throw null;
    public string CorrelationId => throw null;
    public string DeadLetterErrorDescription => throw null;
    public string DeadLetterReason => throw null;
    public string DeadLetterSource => throw null;
    public int DeliveryCount => throw null;
    public long EnqueuedSequenceNumber => throw null;
    public DateTimeOffset EnqueuedTime => throw null;
    public DateTimeOffset ExpiresAt => throw null;
    public DateTimeOffset LockedUntil => throw null;
    public string LockToken => throw null;
    public string MessageId => throw null;
    public string PartitionKey => throw null;
    public string ReplyTo => throw null;
    public string ReplyToSessionId => throw null;
    public DateTimeOffset ScheduledEnqueueTime => throw null;
    public long SequenceNumber => throw null;
    public string SessionId => throw null;
    public ServiceBusMessageState State => throw null;
    public string Subject => throw null;
    public TimeSpan TimeToLive => throw null;
    public string To => throw null;
}

public enum ServiceBusMessageState
{
    Active,
    Deferred,
    Scheduled,
}

public sealed class ServiceBusMessageBatch : IDisposable
{
    internal ServiceBusMessageBatch() { }

    public int Count => throw null;
    public long MaxSizeInBytes => throw null;
    public long SizeInBytes => throw null;

    public bool TryAddMessage(ServiceBusMessage message) => throw null;
    public void Dispose() => throw null;
}

public class CreateMessageBatchOptions
{
    public long? MaxSizeInBytes { get; set; }
}
