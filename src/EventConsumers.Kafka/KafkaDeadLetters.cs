using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>
/// Sends messages that could not be handled to a dead-letter topic: with their key, value and headers, and with the headers of
/// <see cref="DeadLetter{TMessage}.Headers"/> and <c>dead-letter-timestamp</c> (the message's own, ISO 8601) added. A record that could
/// not be deserialised is sent byte for byte.
/// </summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
public sealed class KafkaDeadLetters<TKey, TValue> : IDisposable
{
    private readonly IProducer<TKey, TValue> _producer;
    private readonly Lazy<IProducer<byte[], byte[]>> _rawProducer;

    /// <summary>Makes a way to a dead-letter topic.</summary>
    /// <param name="producer">
    /// What to send with; it stays yours to dispose of, after the consumer has ended. Leave <c>Acks</c> at <c>All</c>, or a dead letter
    /// can be lost with a broker.
    /// </param>
    /// <param name="topic">The dead-letter topic.</param>
    public KafkaDeadLetters(IProducer<TKey, TValue> producer, string topic)
    {
        ArgumentNullException.ThrowIfNull(producer);
        ArgumentException.ThrowIfNullOrWhiteSpace(topic);
        _producer = producer;
        Topic = topic;
        // It shares the other one's connections; disposing of it does not end them.
        _rawProducer = new Lazy<IProducer<byte[], byte[]>>(() => new DependentProducerBuilder<byte[], byte[]>(producer.Handle).Build());
    }

    /// <summary>The dead-letter topic.</summary>
    public string Topic { get; }

    /// <summary>Ends what was added to the producer; the producer itself goes on.</summary>
    public void Dispose()
    {
        if (_rawProducer.IsValueCreated)
            _rawProducer.Value.Dispose();
    }

    internal ValueTask SendAsync<TMessage>(DeadLetter<TMessage> letter, ConsumeResult<TKey, TValue> message, CancellationToken cancellationToken) =>
        SendAsync(_producer, message, letter.Headers, cancellationToken);

    internal ValueTask SendRawAsync(DeadLetter<ConsumeException> letter, CancellationToken cancellationToken) =>
        SendAsync(_rawProducer.Value, letter.Message.ConsumerRecord, letter.Headers, cancellationToken);

    // A failed delivery throws.
    private async ValueTask SendAsync<TK, TV>(
        IProducer<TK, TV> producer, ConsumeResult<TK, TV> result, IReadOnlyDictionary<string, string> added, CancellationToken cancellationToken)
    {
        var headers = new Headers();
        foreach (var header in result.Message.Headers ?? [])
            headers.Add(header.Key, header.GetValueBytes());
        foreach (var (name, value) in added)
            headers.Add(name, Encoding.UTF8.GetBytes(value));
        if (result.Message.Timestamp.Type != TimestampType.NotAvailable)
            headers.Add("dead-letter-timestamp", Encoding.UTF8.GetBytes(result.Message.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)));

        // A timestamp of its own: by the message's, the broker might delete an old one at once.
        var message = new Message<TK, TV> { Key = result.Message.Key, Value = result.Message.Value, Headers = headers };
        await producer.ProduceAsync(Topic, message, cancellationToken).ConfigureAwait(false);
    }
}
