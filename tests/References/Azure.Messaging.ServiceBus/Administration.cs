using Azure.Core;

namespace Azure.Messaging.ServiceBus.Administration;

public class ServiceBusAdministrationClient
{
    protected ServiceBusAdministrationClient() { }
    public ServiceBusAdministrationClient(string connectionString) { }
    public ServiceBusAdministrationClient(string fullyQualifiedNamespace, TokenCredential credential) { }

    public virtual Task<Response<QueueProperties>> CreateQueueAsync(string name, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<Response<QueueProperties>> CreateQueueAsync(CreateQueueOptions options, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<Response<SubscriptionProperties>> CreateSubscriptionAsync(string topicName, string subscriptionName, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<Response<SubscriptionProperties>> CreateSubscriptionAsync(CreateSubscriptionOptions options, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<Response> DeleteQueueAsync(string name, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<Response<QueueProperties>> GetQueueAsync(string name, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<Response<QueueRuntimeProperties>> GetQueueRuntimePropertiesAsync(string name, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<Response<SubscriptionRuntimeProperties>> GetSubscriptionRuntimePropertiesAsync(string topicName, string subscriptionName, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<Response<bool>> QueueExistsAsync(string name, CancellationToken cancellationToken = default) => throw null;
    public virtual Task<Response<QueueProperties>> UpdateQueueAsync(QueueProperties queue, CancellationToken cancellationToken = default) => throw null;
}

public class CreateQueueOptions
{
    public CreateQueueOptions(string name) => Name = name;
    public CreateQueueOptions(QueueProperties queue) { }

    public TimeSpan AutoDeleteOnIdle { get; set; }
    public bool DeadLetteringOnMessageExpiration { get; set; }
    public TimeSpan DefaultMessageTimeToLive { get; set; }
    public bool EnableBatchedOperations { get; set; }
    public bool EnablePartitioning { get; set; }
    public string ForwardDeadLetteredMessagesTo { get; set; }
    public string ForwardTo { get; set; }
    public TimeSpan LockDuration { get; set; }
    public int MaxDeliveryCount { get; set; }
    public long MaxSizeInMegabytes { get; set; }
    public string Name { get; set; }
    public bool RequiresDuplicateDetection { get; set; }
    public bool RequiresSession { get; set; }
}

public class CreateSubscriptionOptions
{
    public CreateSubscriptionOptions(string topicName, string subscriptionName) => (TopicName, SubscriptionName) = (topicName, subscriptionName);

    public TimeSpan AutoDeleteOnIdle { get; set; }
    public bool DeadLetteringOnMessageExpiration { get; set; }
    public TimeSpan DefaultMessageTimeToLive { get; set; }
    public string ForwardDeadLetteredMessagesTo { get; set; }
    public string ForwardTo { get; set; }
    public TimeSpan LockDuration { get; set; }
    public int MaxDeliveryCount { get; set; }
    public bool RequiresSession { get; set; }
    public string SubscriptionName { get; set; }
    public string TopicName { get; set; }
}

public class QueueProperties
{
    internal QueueProperties() { }

    public bool DeadLetteringOnMessageExpiration { get; set; }
    public string ForwardDeadLetteredMessagesTo { get; set; }
    public TimeSpan LockDuration { get; set; }
    public int MaxDeliveryCount { get; set; }
    public string Name => throw null;
    public bool RequiresSession { get; set; }
}

public class SubscriptionProperties
{
    internal SubscriptionProperties() { }

    public TimeSpan LockDuration { get; set; }
    public int MaxDeliveryCount { get; set; }
    public string SubscriptionName => throw null;
    public string TopicName => throw null;
}

public class QueueRuntimeProperties
{
    internal QueueRuntimeProperties() { }

    public long ActiveMessageCount => throw null;
    public long DeadLetterMessageCount => throw null;
    public string Name => throw null;
    public long ScheduledMessageCount => throw null;
    public long TotalMessageCount => throw null;
}

public class SubscriptionRuntimeProperties
{
    internal SubscriptionRuntimeProperties() { }

    public long ActiveMessageCount => throw null;
    public long DeadLetterMessageCount => throw null;
    public long TotalMessageCount => throw null;
}
