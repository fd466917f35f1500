using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ;

/// <summary>
/// A queue as a consumer needs it: durable, with dead letters that are kept and a bound on everything that can grow. Declaring it
/// again with the same settings does nothing; with others the broker refuses (406), since a queue's arguments cannot be changed.
/// </summary>
public sealed class QueueDeclaration
{
    private static readonly OptionCheck Check = new(nameof(QueueDeclaration));

    /// <summary>Describes a queue.</summary>
    /// <param name="name">Its name.</param>
    public QueueDeclaration(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        DeadLetterExchange = DeadLetterQueue = $"{name}.dead-letters";
    }

    /// <summary>The queue's name.</summary>
    public string Name { get; }

    /// <summary>Whether it is a quorum queue, replicated and safe against the loss of a node. The default is true; a classic queue is not replicated.</summary>
    public bool IsQuorum { get; set; } = true;

    /// <summary>The exchange that gets the dead letters, of type fanout. The default is the queue's name with <c>.dead-letters</c>.</summary>
    public string DeadLetterExchange { get; set; }

    /// <summary>The queue that keeps them, of the same kind. The default is the queue's name with <c>.dead-letters</c>.</summary>
    public string DeadLetterQueue { get; set; }

    /// <summary>
    /// How often a message may be delivered again before the broker dead-letters it, against one that ends its consumer's process
    /// every time; no limit if null. The default is 20. Only quorum queues count deliveries.
    /// </summary>
    public int? DeliveryLimit { get; set; } = 20;

    /// <summary>How many messages may wait before the broker refuses more to the producer; no limit if null, which is the default.</summary>
    public int? MaxLength { get; set; }

    /// <summary>How many bytes of messages may wait before the broker refuses more to the producer; no limit if null, which is the default.</summary>
    public long? MaxLengthBytes { get; set; }

    /// <summary>
    /// Whether one consumer at a time gets messages, and the others stand by, so that order holds with several instances. The default is false.
    /// </summary>
    public bool SingleActiveConsumer { get; set; }

    /// <summary>
    /// The queue's arguments, for an application that declares it itself. A full queue refuses what is published
    /// (<c>reject-publish</c>) rather than drop the oldest messages; a quorum queue keeps a dead letter until its new queue has it
    /// (<c>at-least-once</c>).
    /// </summary>
    public IDictionary<string, object?> Arguments()
    {
        var arguments = new Dictionary<string, object?>
        {
            [Headers.XQueueType] = IsQuorum ? "quorum" : "classic",
            [Headers.XDeadLetterExchange] = DeadLetterExchange,
            [Headers.XOverflow] = "reject-publish",
        };
        if (IsQuorum)
            arguments["x-dead-letter-strategy"] = "at-least-once";
        if (IsQuorum && DeliveryLimit is { } limit)
            arguments["x-delivery-limit"] = limit;
        if (MaxLength is { } length)
            arguments[Headers.XMaxLength] = length;
        if (MaxLengthBytes is { } bytes)
            arguments[Headers.XMaxLengthInBytes] = bytes;
        if (SingleActiveConsumer)
            arguments[Headers.XSingleActiveConsumer] = true;
        return arguments;
    }

    /// <summary>Declares the dead letters' exchange and queue, and then the queue. What is bound to the queue is the application's to say.</summary>
    /// <param name="channel">The channel. The broker closes it if it refuses.</param>
    /// <param name="cancellationToken">Stops waiting for the broker.</param>
    /// <exception cref="ArgumentException">A setting has a value that cannot work; the message says what to change.</exception>
    public async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        Validate();
        var deadLetters = new Dictionary<string, object?> { [Headers.XQueueType] = IsQuorum ? "quorum" : "classic" };
        await channel.ExchangeDeclareAsync(DeadLetterExchange, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken).ConfigureAwait(false);
        await channel.QueueDeclareAsync(DeadLetterQueue, durable: true, exclusive: false, autoDelete: false, deadLetters, cancellationToken: cancellationToken).ConfigureAwait(false);
        await channel.QueueBindAsync(DeadLetterQueue, DeadLetterExchange, "", cancellationToken: cancellationToken).ConfigureAwait(false);
        await channel.QueueDeclareAsync(Name, durable: true, exclusive: false, autoDelete: false, Arguments(), cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private void Validate()
    {
        if (string.IsNullOrWhiteSpace(DeadLetterExchange))
            throw Check.Wrong(DeadLetterExchange, "give it a name: without one the broker discards rejected messages");
        if (string.IsNullOrWhiteSpace(DeadLetterQueue) || DeadLetterQueue == Name)
            throw Check.Wrong(DeadLetterQueue, "give it a name of its own");
        if (DeliveryLimit < 1)
            throw Check.Wrong(DeliveryLimit, "give it 1 or more, or null for no limit");
        if (MaxLength < 1)
            throw Check.Wrong(MaxLength, "give it 1 or more, or null for no limit");
        if (MaxLengthBytes < 1)
            throw Check.Wrong(MaxLengthBytes, "give it 1 or more, or null for no limit");
    }
}
