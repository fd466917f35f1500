namespace Azure.Messaging.ServiceBus;

public class ServiceBusReceiver : IAsyncDisposable
{
    protected ServiceBusReceiver() { }

    public virtual string EntityPath => throw null;
    public virtual string FullyQualifiedNamespace => throw null;
    public virtual string Identifier => throw null;
    public virtual bool IsClosed => throw null;
    public virtual int PrefetchCount => throw null;
    public virtual ServiceBusReceiveMode ReceiveMode => throw null;

    public virtual Task<ServiceBusReceivedMessage> ReceiveMessageAsync(TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) => throw null;
    public virtual IAsyncEnumerable<ServiceBusReceivedMessage> ReceiveMessagesAsync(CancellationToken cancellationToken = default) => throw null;
    public virtual Task<ServiceBusReceivedMessage> ReceiveDeferredMessageAsync(long sequenceNumber, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveDeferredMessagesAsync(IEnumerable<long> sequenceNumbers, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<ServiceBusReceivedMessage> PeekMessageAsync(long? fromSequenceNumber = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(int maxMessages, long? fromSequenceNumber = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task AbandonMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, string deadLetterReason, string deadLetterErrorDescription = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify, string deadLetterReason, string deadLetterErrorDescription = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeferMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw null;
    public virtual Task CloseAsync(CancellationToken cancellationToken = default) => throw null;
    public virtual ValueTask DisposeAsync() => throw null;
}

public class ServiceBusReceiverOptions
{
    public string Identifier { get; set; }
    public int PrefetchCount { get; set; }
    public ServiceBusReceiveMode ReceiveMode { get; set; }
    public SubQueue SubQueue { get; set; }
}

public enum ServiceBusReceiveMode
{
    PeekLock,
    ReceiveAndDelete,
}

public enum SubQueue
{
    None,
    DeadLetter,
    TransferDeadLetter,
}

public class ServiceBusSessionReceiver : ServiceBusReceiver
{
    protected ServiceBusSessionReceiver() { }

    public virtual string SessionId => throw null;
    public virtual DateTimeOffset SessionLockedUntil => throw null;

    public virtual Task<BinaryData> GetSessionStateAsync(CancellationToken cancellationToken = default) => throw null;
    public virtual Task SetSessionStateAsync(BinaryData sessionState, CancellationToken cancellationToken = default) => throw null;
    public virtual Task RenewSessionLockAsync(CancellationToken cancellationToken = default) => throw null;
}

public class ServiceBusSessionReceiverOptions
{
    public string Identifier { get; set; }
    public int PrefetchCount { get; set; }
    public ServiceBusReceiveMode ReceiveMode { get; set; }
}
