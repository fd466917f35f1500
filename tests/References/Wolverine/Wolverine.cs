using Microsoft.Extensions.Hosting;

namespace Wolverine;

public interface ICommandBus
{
    Task InvokeAsync(object message, CancellationToken cancellation = default, TimeSpan? timeout = default);
    Task<T> InvokeAsync<T>(object message, CancellationToken cancellation = default, TimeSpan? timeout = default);
}

public interface IMessageBus : ICommandBus
{
    string TenantId { get; set; }

    IDestinationEndpoint EndpointFor(string endpointName);
    IDestinationEndpoint EndpointFor(Uri uri);
    IReadOnlyList<Envelope> PreviewSubscriptions(object message);
    ValueTask SendAsync<T>(T message, DeliveryOptions options = null);
    ValueTask PublishAsync<T>(T message, DeliveryOptions options = null);
    ValueTask BroadcastToTopicAsync(string topicName, object message, DeliveryOptions options = null);
}

public interface IMessageContext : IMessageBus
{
    string CorrelationId { get; set; }
    Envelope Envelope { get; }

    ValueTask RespondToSenderAsync(object response);
}

public interface IDestinationEndpoint
{
    Uri Uri { get; }
    string EndpointName { get; }

    ValueTask SendAsync<T>(T message, DeliveryOptions options = null);
    Task<T> InvokeAsync<T>(object message, CancellationToken cancellation = default, TimeSpan? timeout = null)
        where T : class;
}

public class Envelope
{
    public Guid Id { get; set; }
    public object Message { get; set; }
    public int Attempts { get; set; }
    public string GroupId { get; set; }
    public string PartitionKey { get; set; }
    public string TopicName { get; set; }
}

public class DeliveryOptions
{
    public TimeSpan? ScheduleDelay { get; set; }
    public string GroupId { get; set; }
    public string PartitionKey { get; set; }
}

public static class MessageBusExtensions
{
    public static ValueTask ScheduleAsync<T>(this IMessageBus bus, T message, DateTimeOffset time, DeliveryOptions options = null) => throw null;
    public static ValueTask ScheduleAsync<T>(this IMessageBus bus, T message, TimeSpan delay, DeliveryOptions options = null) => throw null;
}

public sealed class WolverineOptions
{
    public string ServiceName { get; set; }
    public IPolicies Policies => throw null;

    public LocalQueueConfiguration LocalQueue(string queueName) => throw null;
    public PublishingExpression PublishMessage<T>() => throw null;
    public PublishingExpression PublishAllMessages() => throw null;
}

public class LocalQueueConfiguration
{
    public LocalQueueConfiguration MaximumParallelMessages(int maximumParallelHandlers) => throw null;
    public LocalQueueConfiguration Sequential() => throw null;
    public LocalQueueConfiguration UseDurableInbox() => throw null;
}

public class PublishingExpression
{
    public LocalQueueConfiguration ToLocalQueue(string queueName) => throw null;
    public void Locally() => throw null;
}

public interface IPolicies : ErrorHandling.IWithFailurePolicies
{
    void AutoApplyTransactions();
    void UseDurableInboxOnAllListeners();
    void UseDurableOutboxOnAllSendingEndpoints();
    void UseDurableLocalQueues();
}

public static class HostBuilderExtensions
{
    public static IHostBuilder UseWolverine(this IHostBuilder builder, Action<WolverineOptions> overrides = null) => throw null;
    public static IHostApplicationBuilder UseWolverine(this IHostApplicationBuilder builder, Action<WolverineOptions> configure = null) => throw null;
}
