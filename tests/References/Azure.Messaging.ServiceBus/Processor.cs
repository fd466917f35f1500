namespace Azure.Messaging.ServiceBus;

public class ServiceBusProcessor : IAsyncDisposable
{
    protected ServiceBusProcessor() { }
    protected ServiceBusProcessor(ServiceBusClient client, string queueName, ServiceBusProcessorOptions options) { }
    protected ServiceBusProcessor(ServiceBusClient client, string topicName, string subscriptionName, ServiceBusProcessorOptions options) { }

    public virtual bool AutoCompleteMessages => throw null;
    public virtual string EntityPath => throw null;
    public virtual string FullyQualifiedNamespace => throw null;
    public virtual string Identifier => throw null;
    public virtual bool IsClosed => throw null;
    public virtual bool IsProcessing => throw null;
    public virtual TimeSpan MaxAutoLockRenewalDuration => throw null;
    public virtual int MaxConcurrentCalls => throw null;
    public virtual int PrefetchCount => throw null;
    public virtual ServiceBusReceiveMode ReceiveMode => throw null;

    public event Func<ProcessMessageEventArgs, Task> ProcessMessageAsync { add => throw null; remove => throw null; }
    public event Func<ProcessErrorEventArgs, Task> ProcessErrorAsync { add => throw null; remove => throw null; }

    public virtual Task StartProcessingAsync(CancellationToken cancellationToken = default) => throw null;
    public virtual Task StopProcessingAsync(CancellationToken cancellationToken = default) => throw null;
    public virtual Task CloseAsync(CancellationToken cancellationToken = default) => throw null;
    public void UpdateConcurrency(int maxConcurrentCalls) => throw null;
    public void UpdatePrefetchCount(int prefetchCount) => throw null;
    public ValueTask DisposeAsync() => throw null;
    protected internal virtual Task OnProcessMessageAsync(ProcessMessageEventArgs args) => throw null;
    protected internal virtual Task OnProcessErrorAsync(ProcessErrorEventArgs args) => throw null;
}

public class ServiceBusProcessorOptions
{
    public bool AutoCompleteMessages { get; set; }
    public string Identifier { get; set; }
    public TimeSpan MaxAutoLockRenewalDuration { get; set; }
    public int MaxConcurrentCalls { get; set; }
    public int PrefetchCount { get; set; }
    public ServiceBusReceiveMode ReceiveMode { get; set; }
    public SubQueue SubQueue { get; set; }
}

public class ServiceBusSessionProcessor : IAsyncDisposable
{
    protected ServiceBusSessionProcessor() { }

    public virtual bool AutoCompleteMessages => throw null;
    public virtual string EntityPath => throw null;
    public virtual bool IsClosed => throw null;
    public virtual bool IsProcessing => throw null;
    public virtual int MaxConcurrentCallsPerSession => throw null;
    public virtual int MaxConcurrentSessions => throw null;
    public virtual int PrefetchCount => throw null;
    public virtual ServiceBusReceiveMode ReceiveMode => throw null;

    public event Func<ProcessSessionMessageEventArgs, Task> ProcessMessageAsync { add => throw null; remove => throw null; }
    public event Func<ProcessErrorEventArgs, Task> ProcessErrorAsync { add => throw null; remove => throw null; }
    public event Func<ProcessSessionEventArgs, Task> SessionInitializingAsync { add => throw null; remove => throw null; }
    public event Func<ProcessSessionEventArgs, Task> SessionClosingAsync { add => throw null; remove => throw null; }

    public virtual Task StartProcessingAsync(CancellationToken cancellationToken = default) => throw null;
    public virtual Task StopProcessingAsync(CancellationToken cancellationToken = default) => throw null;
    public virtual Task CloseAsync(CancellationToken cancellationToken = default) => throw null;
    public void UpdateConcurrency(int maxConcurrentSessions, int maxConcurrentCallsPerSession) => throw null;
    public void UpdatePrefetchCount(int prefetchCount) => throw null;
    public ValueTask DisposeAsync() => throw null;
    protected internal virtual Task OnProcessSessionMessageAsync(ProcessSessionMessageEventArgs args) => throw null;
}

public class ServiceBusSessionProcessorOptions
{
    public bool AutoCompleteMessages { get; set; }
    public string Identifier { get; set; }
    public TimeSpan MaxAutoLockRenewalDuration { get; set; }
    public int MaxConcurrentCallsPerSession { get; set; }
    public int MaxConcurrentSessions { get; set; }
    public int PrefetchCount { get; set; }
    public ServiceBusReceiveMode ReceiveMode { get; set; }
    public TimeSpan? SessionIdleTimeout { get; set; }
    public IList<string> SessionIds => throw null;
}

public class ProcessMessageEventArgs : EventArgs
{
    public ProcessMessageEventArgs(ServiceBusReceivedMessage message, ServiceBusReceiver receiver, CancellationToken cancellationToken) { }
    public ProcessMessageEventArgs(ServiceBusReceivedMessage message, ServiceBusReceiver receiver, string identifier, CancellationToken cancellationToken) { }

    public CancellationToken CancellationToken => throw null;
    public string EntityPath => throw null;
    public string FullyQualifiedNamespace => throw null;
    public string Identifier => throw null;
    public ServiceBusReceivedMessage Message => throw null;

    public virtual Task AbandonMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, string deadLetterReason, string deadLetterErrorDescription = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify, string deadLetterReason, string deadLetterErrorDescription = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeferMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw null;
    public virtual ProcessorReceiveActions GetReceiveActions() => throw null;
}

public class ProcessSessionMessageEventArgs : EventArgs
{
    public ProcessSessionMessageEventArgs(ServiceBusReceivedMessage message, ServiceBusSessionReceiver receiver, CancellationToken cancellationToken) { }

    public CancellationToken CancellationToken => throw null;
    public string EntityPath => throw null;
    public ServiceBusReceivedMessage Message => throw null;
    public string SessionId => throw null;
    public DateTimeOffset SessionLockedUntil => throw null;

    public virtual Task AbandonMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, string deadLetterReason, string deadLetterErrorDescription = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, Dictionary<string, object> propertiesToModify, string deadLetterReason, string deadLetterErrorDescription = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeferMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<BinaryData> GetSessionStateAsync(CancellationToken cancellationToken = default) => throw null;
    public virtual Task SetSessionStateAsync(BinaryData sessionState, CancellationToken cancellationToken = default) => throw null;
    public virtual Task RenewSessionLockAsync(CancellationToken cancellationToken = default) => throw null;
    public virtual void ReleaseSession() => throw null;
}

public class ProcessSessionEventArgs : EventArgs
{
    public ProcessSessionEventArgs(ServiceBusSessionReceiver receiver, CancellationToken cancellationToken) { }

    public CancellationToken CancellationToken => throw null;
    public string SessionId => throw null;
}

public sealed class ProcessErrorEventArgs : EventArgs
{
    public ProcessErrorEventArgs(Exception exception, ServiceBusErrorSource errorSource, string fullyQualifiedNamespace, string entityPath, CancellationToken cancellationToken) { }

    public CancellationToken CancellationToken => throw null;
    public string EntityPath => throw null;
    public ServiceBusErrorSource ErrorSource => throw null;
    public Exception Exception => throw null;
    public string FullyQualifiedNamespace => throw null;
    public string Identifier => throw null;
}

public class ProcessorReceiveActions
{
    protected ProcessorReceiveActions() { }

    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(int maxMessages, long? fromSequenceNumber = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) => throw null;
}
