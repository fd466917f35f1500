using Azure.Messaging.ServiceBus;
using Microsoft.Azure.WebJobs.Description;

namespace Microsoft.Azure.WebJobs
{
    [AttributeUsage(AttributeTargets.Parameter)]
    [Binding]
    public sealed class ServiceBusTriggerAttribute : Attribute
    {
        public ServiceBusTriggerAttribute(string queueName) { }
        public ServiceBusTriggerAttribute(string topicName, string subscriptionName) { }

        public string Connection { get; set; }
        public string QueueName => throw null;
        public string TopicName => throw null;
        public string SubscriptionName => throw null;
        public bool IsSessionsEnabled { get; set; }
        public bool AutoCompleteMessages { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
    [Binding]
    public sealed class ServiceBusAttribute(string queueOrTopicName) : Attribute
    {
        public string QueueOrTopicName { get; } = queueOrTopicName;
        public string Connection { get; set; }
    }
}

namespace Microsoft.Azure.WebJobs.ServiceBus
{
    public class ServiceBusMessageActions
    {
        protected ServiceBusMessageActions() { }

        public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw null;
        public virtual Task AbandonMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = default, CancellationToken cancellationToken = default) => throw null;
        public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = default, CancellationToken cancellationToken = default) => throw null;
        public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, string deadLetterReason, string deadLetterErrorDescription = default, CancellationToken cancellationToken = default) => throw null;
        public virtual Task DeferMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = default, CancellationToken cancellationToken = default) => throw null;
        public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw null;
    }

    public class ServiceBusSessionMessageActions : ServiceBusMessageActions
    {
        protected ServiceBusSessionMessageActions() { }

        public virtual DateTimeOffset SessionLockedUntil => throw null;
    }
}
