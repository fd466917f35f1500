namespace EventConsumers.Analyzers.Tests.Robustness.RandomPrograms;

/// <summary>The client that a random program is written against, and the frame that its statements stand in.</summary>
internal sealed record HandlerForm(
    string Name, References References, string Usings, string Parameters, string Head, string Tail, string Body, string Settle, string Refuse)
{
    /// <summary>A method that the broker's deliveries are pushed to.</summary>
    public static HandlerForm Pushed { get; } = new(
        "pushed", References.RabbitMq6, "using RabbitMQ.Client; using RabbitMQ.Client.Events;",
        "IModel channel, object sender, BasicDeliverEventArgs delivery", "", "",
        "delivery.Body", "channel.BasicAck(delivery.DeliveryTag, false);", "channel.BasicNack(delivery.DeliveryTag, false, false);");

    /// <summary>A loop that polls for one message at a time; each turn has a new one.</summary>
    public static HandlerForm Polled { get; } = new(
        "polled", References.Kafka2, "using Confluent.Kafka;",
        "IConsumer<string, string> consumer, CancellationToken token",
        "while (!token.IsCancellationRequested) { var result = consumer.Consume(token);", "}",
        "result.Message.Value", "consumer.Commit(result);", "consumer.Seek(result.TopicPartitionOffset);");

    /// <summary>A loop over a received batch; each turn has a new message.</summary>
    public static HandlerForm Batched { get; } = new(
        "batched", References.ServiceBus, "using Azure.Messaging.ServiceBus;",
        "ServiceBusReceiver receiver, IReadOnlyList<ServiceBusReceivedMessage> messages",
        "foreach (var message in messages) {", "}",
        "message.Body", "receiver.CompleteMessageAsync(message).Wait();", "receiver.DeadLetterMessageAsync(message).Wait();");

    public static IReadOnlyList<HandlerForm> All { get; } = [Pushed, Polled, Batched];

    /// <summary>Each turn of the frame brings another message.</summary>
    public bool IsLoop => Head.Length > 0;
}
