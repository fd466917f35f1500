using Azure.Core;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusClient : IAsyncDisposable
{
    protected ServiceBusClient() { }
    public ServiceBusClient(string connectionString) { }
    public ServiceBusClient(string connectionString, ServiceBusClientOptions options) { }
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential) { }
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential, ServiceBusClientOptions options) { }
    public ServiceBusClient(string fullyQualifiedNamespace, AzureNamedKeyCredential credential, ServiceBusClientOptions options = null) { }
    public ServiceBusClient(string fullyQualifiedNamespace, AzureSasCredential credential, ServiceBusClientOptions options = null) { }

    public virtual string FullyQualifiedNamespace => throw null;
    public virtual string Identifier => throw null;
    public virtual bool IsClosed => throw null;
    public ServiceBusTransportType TransportType => throw null;

    public virtual ServiceBusProcessor CreateProcessor(string queueName) => throw null;
    public virtual ServiceBusProcessor CreateProcessor(string queueName, ServiceBusProcessorOptions options) => throw null;
    public virtual ServiceBusProcessor CreateProcessor(string topicName, string subscriptionName) => throw null;
    public virtual ServiceBusProcessor CreateProcessor(string topicName, string subscriptionName, ServiceBusProcessorOptions options) => throw null;
    public virtual ServiceBusSessionProcessor CreateSessionProcessor(string queueName, ServiceBusSessionProcessorOptions options = null) => throw null;
    public virtual ServiceBusSessionProcessor CreateSessionProcessor(string topicName, string subscriptionName, ServiceBusSessionProcessorOptions options = null) => throw null;
    public virtual ServiceBusReceiver CreateReceiver(string queueName) => throw null;
    public virtual ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options) => throw null;
    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName) => throw null;
    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName, ServiceBusReceiverOptions options) => throw null;
    public virtual ServiceBusSender CreateSender(string queueOrTopicName) => throw null;
    public virtual ServiceBusSender CreateSender(string queueOrTopicName, ServiceBusSenderOptions options) => throw null;
    public virtual Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(string queueName, ServiceBusSessionReceiverOptions options = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(string topicName, string subscriptionName, ServiceBusSessionReceiverOptions options = null, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<ServiceBusSessionReceiver> AcceptSessionAsync(string queueName, string sessionId, ServiceBusSessionReceiverOptions options = null, CancellationToken cancellationToken = default) => throw null;
    public virtual ValueTask DisposeAsync() => throw null;
}

public class ServiceBusClientOptions
{
    public string Identifier { get; set; }
    public ServiceBusRetryOptions RetryOptions { get; set; }
    public ServiceBusTransportType TransportType { get; set; }
    public bool EnableCrossEntityTransactions { get; set; }
}

public class ServiceBusRetryOptions
{
    public TimeSpan Delay { get; set; }
    public TimeSpan MaxDelay { get; set; }
    public int MaxRetries { get; set; }
    public ServiceBusRetryMode Mode { get; set; }
    public TimeSpan TryTimeout { get; set; }
}

public enum ServiceBusRetryMode
{
    Fixed,
    Exponential,
}

public enum ServiceBusTransportType
{
    AmqpTcp,
    AmqpWebSockets,
}

public class ServiceBusException : Exception
{
    public ServiceBusException() { }
    public ServiceBusException(bool isTransient, string message, string entityName = null, ServiceBusFailureReason reason = ServiceBusFailureReason.GeneralError, Exception innerException = null) { }
    public ServiceBusException(string message, ServiceBusFailureReason reason, string entityPath = null, Exception innerException = null) { }

    public string EntityPath => throw null;
    public bool IsTransient => throw null;
    public ServiceBusFailureReason Reason => throw null;
}

public enum ServiceBusFailureReason
{
    GeneralError,
    MessagingEntityNotFound,
    MessageLockLost,
    MessageNotFound,
    MessageSizeExceeded,
    MessagingEntityDisabled,
    QuotaExceeded,
    ServiceBusy,
    ServiceTimeout,
    ServiceCommunicationProblem,
    SessionCannotBeLocked,
    SessionLockLost,
    MessagingEntityAlreadyExists,
}

public enum ServiceBusErrorSource
{
    Complete,
    Abandon,
    ProcessMessageCallback,
    Receive,
    RenewLock,
    AcceptSession,
    CloseSession,
}
