namespace Azure.Messaging.EventHubs
{
    public class EventData
    {
        public EventData(BinaryData eventBody) => EventBody = eventBody;
        public EventData(ReadOnlyMemory<byte> eventBody) => EventBody = new BinaryData(eventBody);
        public EventData(string eventBody) => EventBody = new BinaryData(eventBody);

        public BinaryData EventBody { get; set; }
        public IDictionary<string, object> Properties { get; } = new Dictionary<string, object>();
    }
}

namespace Azure.Messaging.EventHubs.Producer
{
    public class EventHubProducerClient : IAsyncDisposable
    {
        protected EventHubProducerClient() { }
        public EventHubProducerClient(string connectionString) { }
        public EventHubProducerClient(string connectionString, string eventHubName) { }

        public virtual ValueTask<EventDataBatch> CreateBatchAsync(CancellationToken cancellationToken = default) => throw null;
        public virtual ValueTask<EventDataBatch> CreateBatchAsync(CreateBatchOptions options, CancellationToken cancellationToken = default) => throw null;
        public virtual Task SendAsync(IEnumerable<EventData> eventBatch, CancellationToken cancellationToken = default) => throw null;
        public virtual Task SendAsync(EventDataBatch eventBatch, CancellationToken cancellationToken = default) => throw null;
        public virtual ValueTask DisposeAsync() => throw null;
    }

    public class CreateBatchOptions
    {
        public long? MaximumSizeInBytes { get; set; }
        public string PartitionId { get; set; }
        public string PartitionKey { get; set; }
    }

    public sealed class EventDataBatch : IDisposable
    {
        internal EventDataBatch() { }

        public int Count => throw null;
        public long MaximumSizeInBytes => throw null;
        public long SizeInBytes => throw null;

        public bool TryAdd(EventData eventData) => throw null;
        public void Dispose() => throw null;
    }
}
