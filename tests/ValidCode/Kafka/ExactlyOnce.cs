// Trap: offsets go to the broker in the loop and next to sends, but through the transaction, once per hundred messages.
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class ExactlyOnce
{
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly IProducer<string, byte[]> _producer;
    private readonly Func<byte[], byte[]> _transform;

    public ExactlyOnce(IConsumer<string, byte[]> consumer, IProducer<string, byte[]> producer, Func<byte[], byte[]> transform)
    {
        _consumer = consumer;
        _producer = producer;
        _transform = transform;
    }

    public void Run(CancellationToken cancellationToken)
    {
        _producer.InitTransactions(TimeSpan.FromSeconds(30));
        _producer.BeginTransaction();
        var inTransaction = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var result = _consumer.Consume(cancellationToken);
            _producer.Produce("clicks.enriched", new Message<string, byte[]> { Key = result.Message.Key, Value = _transform(result.Message.Value) });
            if (++inTransaction < 100)
                continue;

            var offsets = _consumer.Assignment.Select(partition => new TopicPartitionOffset(partition, _consumer.Position(partition)));
            _producer.SendOffsetsToTransaction(offsets, _consumer.ConsumerGroupMetadata, TimeSpan.FromSeconds(10));
            _producer.CommitTransaction();
            _producer.BeginTransaction();
            inTransaction = 0;
        }

        _producer.AbortTransaction();
        _consumer.Close();
    }
}
