using System.Collections.Concurrent;
using Rebus.Bus.Advanced;
using Rebus.Handlers;
using Rebus.Messages;
using Rebus.Transport;

namespace Rebus.Handlers
{
    public interface IHandleMessages;

    public interface IHandleMessages<in TMessage> : IHandleMessages
    {
        Task Handle(TMessage message);
    }
}

namespace Rebus.Bus
{
    public interface IBus : IDisposable
    {
        IAdvancedApi Advanced { get; }

        Task SendLocal(object commandMessage, IDictionary<string, string> optionalHeaders = null);
        Task Send(object commandMessage, IDictionary<string, string> optionalHeaders = null);
        Task DeferLocal(TimeSpan delay, object message, IDictionary<string, string> optionalHeaders = null);
        Task Defer(TimeSpan delay, object message, IDictionary<string, string> optionalHeaders = null);
        Task Reply(object replyMessage, IDictionary<string, string> optionalHeaders = null);
        Task Subscribe<TEvent>();
        Task Subscribe(Type eventType);
        Task Unsubscribe<TEvent>();
        Task Unsubscribe(Type eventType);
        Task Publish(object eventMessage, IDictionary<string, string> optionalHeaders = null);
    }
}

namespace Rebus.Bus.Advanced
{
    public interface IAdvancedApi
    {
        ISyncBus SyncBus { get; }
        ITopicsApi Topics { get; }
        IWorkersApi Workers { get; }
    }

    public interface ISyncBus
    {
        void Publish(object eventMessage, IDictionary<string, string> optionalHeaders = null);
        void Send(object commandMessage, IDictionary<string, string> optionalHeaders = null);
    }

    public interface ITopicsApi
    {
        Task Publish(string topic, object eventMessage, IDictionary<string, string> optionalHeaders = null);
        Task Subscribe(string topic);
    }

    public interface IWorkersApi
    {
        int Count { get; }

        void SetNumberOfWorkers(int numberOfWorkers);
    }
}

namespace Rebus.Messages
{
    public class Message(Dictionary<string, string> headers, object body)
    {
        public Dictionary<string, string> Headers { get; } = headers;
        public object Body { get; } = body;
    }

    public class TransportMessage(Dictionary<string, string> headers, byte[] body)
    {
        public Dictionary<string, string> Headers { get; } = headers;
        public byte[] Body { get; } = body;
    }

    public static class Headers
    {
        public const string CorrelationId = "rbs2-corr-id";
        public const string MessageId = "rbs2-msg-id";
        public const string Type = "rbs2-msg-type";
    }
}

namespace Rebus.Pipeline
{
    public interface IMessageContext
    {
        ITransactionContext TransactionContext { get; }
        TransportMessage TransportMessage { get; }
        Message Message { get; }
        Dictionary<string, string> Headers { get; }
    }

    public class MessageContext : IMessageContext
    {
        internal MessageContext() { }

        public static IMessageContext Current => throw null;
        public ITransactionContext TransactionContext => throw null;
        public TransportMessage TransportMessage => throw null;
        public Message Message => throw null;
        public Dictionary<string, string> Headers => throw null;
    }
}

namespace Rebus.Extensions
{
    public static class MessageContextExtensions
    {
        public static CancellationToken GetCancellationToken(this Pipeline.IMessageContext context) => throw null;
    }
}

namespace Rebus.Transport
{
    public interface ITransactionContext : IDisposable
    {
        ConcurrentDictionary<string, object> Items { get; }
    }

    public interface ITransport
    {
        string Address { get; }

        void CreateQueue(string address);
        Task Send(string destinationAddress, TransportMessage message, ITransactionContext context);
        Task<TransportMessage> Receive(ITransactionContext context, CancellationToken cancellationToken);
    }
}

namespace Rebus.Retry.Simple
{
    using Rebus.Config;

    public interface IFailed<out TMessage>
    {
        TMessage Message { get; }
        string ErrorDescription { get; }
        Dictionary<string, string> Headers { get; }
    }

    public static class RetryStrategyConfigurationExtensions
    {
        public static void RetryStrategy(this OptionsConfigurer optionsConfigurer, string errorQueueName = "error", int maxDeliveryAttempts = 5, bool secondLevelRetriesEnabled = false, int errorDetailsHeaderMaxLength = int.MaxValue, int errorTrackingMaxAgeMinutes = 10) => throw null;
    }
}
