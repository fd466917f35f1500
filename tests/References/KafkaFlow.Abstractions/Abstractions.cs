using System.Text;

namespace KafkaFlow;

public interface IMessageHandler;

public interface IMessageHandler<in TMessage> : IMessageHandler
{
    Task Handle(IMessageContext context, TMessage message);
}

public interface IMessageMiddleware
{
    Task Invoke(IMessageContext context, MiddlewareDelegate next);
}

public delegate Task MiddlewareDelegate(IMessageContext context);

public interface IMessageContext
{
    Message Message { get; }
    IMessageHeaders Headers { get; }
    IConsumerContext ConsumerContext { get; }
    IProducerContext ProducerContext { get; }
    IDictionary<string, object> Items { get; }
    IReadOnlyCollection<string> Brokers { get; }

    IMessageContext SetMessage(object key, object value);
}

public readonly struct Message(object key, object value)
{
    public object Key { get; } = key;
    public object Value { get; } = value;
}

public interface IMessageHeaders : IEnumerable<KeyValuePair<string, byte[]>>
{
    byte[] this[string key] { get; set; }

    void Add(string key, byte[] value);
    string GetString(string key, Encoding encoding);
    string GetString(string key);
    void SetString(string key, string value, Encoding encoding);
    void SetString(string key, string value);
}

public interface IConsumerContext
{
    string ConsumerName { get; }
    CancellationToken WorkerStopped { get; }
    int WorkerId { get; }
    string Topic { get; }
    int Partition { get; }
    long Offset { get; }
    string GroupId { get; }
    DateTime MessageTimestamp { get; }
    bool AutoMessageCompletion { get; set; }
    bool ShouldStoreOffset { get; set; }

    void Complete();
    void Pause();
    void Resume();
}

public interface IProducerContext
{
    string Topic { get; }
    int? Partition { get; }
    long? Offset { get; }
}
