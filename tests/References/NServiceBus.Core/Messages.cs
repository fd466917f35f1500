using NServiceBus.Extensibility;

namespace NServiceBus
{
    public interface IMessage;

    public interface ICommand : IMessage;

    public interface IEvent : IMessage;

    public interface IHandleMessages;

    public interface IHandleMessages<T> : IHandleMessages
    {
        Task Handle(T message, IMessageHandlerContext context);
    }

    public interface IAmStartedByMessages<T> : IHandleMessages<T>;

    public interface IHandleTimeouts<T>
    {
        Task Timeout(T state, IMessageHandlerContext context);
    }

    public interface ICancellableContext
    {
        CancellationToken CancellationToken { get; }
    }

    public interface IPipelineContext : ICancellableContext, IExtendable
    {
        Task Send(object message, SendOptions options);
        Task Send<T>(Action<T> messageConstructor, SendOptions options);
        Task Publish(object message, PublishOptions options);
        Task Publish<T>(Action<T> messageConstructor, PublishOptions publishOptions);
    }

    public interface IMessageProcessingContext : IPipelineContext
    {
        string MessageId { get; }
        string ReplyToAddress { get; }
        IReadOnlyDictionary<string, string> MessageHeaders { get; }

        Task Reply(object message, ReplyOptions options);
        Task Reply<T>(Action<T> messageConstructor, ReplyOptions options);
        Task ForwardCurrentMessageTo(string destination);
    }

    public interface IMessageHandlerContext : IMessageProcessingContext
    {
        void DoNotContinueDispatchingCurrentMessageToHandlers();
    }

    public interface IMessageSession
    {
        Task Send(object message, SendOptions sendOptions, CancellationToken cancellationToken = default);
        Task Send<T>(Action<T> messageConstructor, SendOptions sendOptions, CancellationToken cancellationToken = default);
        Task Publish(object message, PublishOptions publishOptions, CancellationToken cancellationToken = default);
        Task Publish<T>(Action<T> messageConstructor, PublishOptions publishOptions, CancellationToken cancellationToken = default);
        Task Subscribe(Type eventType, SubscribeOptions subscribeOptions, CancellationToken cancellationToken = default);
        Task Unsubscribe(Type eventType, UnsubscribeOptions unsubscribeOptions, CancellationToken cancellationToken = default);
    }

    public static class IPipelineContextExtensions
    {
        public static Task Send(this IPipelineContext context, object message) => throw null;
        public static Task Send<T>(this IPipelineContext context, Action<T> messageConstructor) => throw null;
        public static Task Send(this IPipelineContext context, string destination, object message) => throw null;
        public static Task Send<T>(this IPipelineContext context, string destination, Action<T> messageConstructor) => throw null;
        public static Task SendLocal(this IPipelineContext context, object message) => throw null;
        public static Task SendLocal<T>(this IPipelineContext context, Action<T> messageConstructor) => throw null;
        public static Task Publish(this IPipelineContext context, object message) => throw null;
        public static Task Publish<T>(this IPipelineContext context) => throw null;
        public static Task Publish<T>(this IPipelineContext context, Action<T> messageConstructor) => throw null;
    }

    public static class IMessageProcessingContextExtensions
    {
        public static Task Reply(this IMessageProcessingContext context, object message) => throw null;
        public static Task Reply<T>(this IMessageProcessingContext context, Action<T> messageConstructor) => throw null;
    }

    public static class IMessageSessionExtensions
    {
        public static Task Send(this IMessageSession session, object message, CancellationToken cancellationToken = default) => throw null;
        public static Task Send<T>(this IMessageSession session, Action<T> messageConstructor, CancellationToken cancellationToken = default) => throw null;
        public static Task Send(this IMessageSession session, string destination, object message, CancellationToken cancellationToken = default) => throw null;
        public static Task SendLocal(this IMessageSession session, object message, CancellationToken cancellationToken = default) => throw null;
        public static Task Publish(this IMessageSession session, object message, CancellationToken cancellationToken = default) => throw null;
        public static Task Publish<T>(this IMessageSession session, CancellationToken cancellationToken = default) => throw null;
        public static Task Publish<T>(this IMessageSession session, Action<T> messageConstructor, CancellationToken cancellationToken = default) => throw null;
        public static Task Subscribe<T>(this IMessageSession session, CancellationToken cancellationToken = default) => throw null;
        public static Task Unsubscribe<T>(this IMessageSession session, CancellationToken cancellationToken = default) => throw null;
    }

    public class SendOptions : ExtendableOptions
    {
        public void DelayDeliveryWith(TimeSpan delay) => throw null;
        public void DoNotDeliverBefore(DateTimeOffset at) => throw null;
    }

    public class PublishOptions : ExtendableOptions;

    public class ReplyOptions : ExtendableOptions;

    public class SubscribeOptions : ExtendableOptions;

    public class UnsubscribeOptions : ExtendableOptions;

    public static class RoutingOptionExtensions
    {
        public static void SetDestination(this SendOptions options, string destination) => throw null;
        public static void SetDestination(this ReplyOptions options, string destination) => throw null;
        public static void RouteToThisEndpoint(this SendOptions options) => throw null;
        public static void RouteReplyToThisInstance(this SendOptions options) => throw null;
    }
}

namespace NServiceBus.Extensibility
{
    public interface IExtendable
    {
        ContextBag Extensions { get; }
    }

    public class ContextBag
    {
        public T Get<T>() => throw null;
        public void Set<T>(T t) => throw null;
        public bool TryGet<T>(out T result) => throw null;
    }

    public abstract class ExtendableOptions;
}
