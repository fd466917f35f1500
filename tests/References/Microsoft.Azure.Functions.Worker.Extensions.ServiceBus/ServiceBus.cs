using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

public sealed class ServiceBusTriggerAttribute : TriggerBindingAttribute, ISupportCardinality
{
    public ServiceBusTriggerAttribute(string queueName) { }
    public ServiceBusTriggerAttribute(string topicName, string subscriptionName) { }

    public string Connection { get; set; }
    public string QueueName => throw null;
    public string TopicName => throw null;
    public string SubscriptionName => throw null;
    public bool IsSessionsEnabled { get; set; }
    public bool IsBatched { get; set; }
    public bool AutoCompleteMessages { get; set; }

    Cardinality ISupportCardinality.Cardinality { get; set; }
}

public sealed class ServiceBusOutputAttribute(string queueOrTopicName) : OutputBindingAttribute
{
    public string QueueOrTopicName { get; } = queueOrTopicName;
    public string Connection { get; set; }
}

public class ServiceBusMessageActions
{
    protected ServiceBusMessageActions() { }

    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw null;
    public virtual Task AbandonMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = default, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, Dictionary<string, object> propertiesToModify = default, string deadLetterReason = default, string deadLetterErrorDescription = default, CancellationToken cancellationToken = default) => throw null;
    public virtual Task DeferMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = default, CancellationToken cancellationToken = default) => throw null;
    public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw null;
}

public class ServiceBusSessionMessageActions
{
    protected ServiceBusSessionMessageActions() { }

    public virtual DateTimeOffset SessionLockedUntil => throw null;

    public virtual Task<BinaryData> GetSessionStateAsync(CancellationToken cancellationToken = default) => throw null;
    public virtual Task SetSessionStateAsync(BinaryData sessionState, CancellationToken cancellationToken = default) => throw null;
    public virtual Task ReleaseSession(CancellationToken cancellationToken = default) => throw null;
    public virtual Task RenewSessionLockAsync(CancellationToken cancellationToken = default) => throw null;
}
