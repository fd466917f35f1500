using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>The runtime library of this package: its pump, its consumers, and what is put round their handlers.</summary>
internal sealed class EventConsumersClient : MessagingClient
{
    private static readonly string[] Runners =
    [
        "EventConsumers.MessagePump`1", "EventConsumers.Sqs.SqsConsumer", "EventConsumers.Kafka.KafkaConsumer`2", "EventConsumers.RabbitMQ.RabbitMqConsumer",
    ];

    public override string Name => "EventConsumers";

    public override string[] Assemblies => ["EventConsumers", "EventConsumers.Kafka", "EventConsumers.RabbitMQ", "EventConsumers.Sqs"];

    public override bool WrapsOthers => true;

    public override bool NamesItsHandlers => true;

    public override string[] Instrumentation => ["ConsumerMetrics"];

    public override void Describe(ClientDescription client) => client
        .Constructors(Runners, Verb.RunHandler, Runs)
        .Constructors(["EventConsumers.RetryThenDeadLetter`1"], Verb.RunHandler, m => Runs(m) with { WrapsHandler = true })
        .Members(["EventConsumers.Deduplicator`1"], ["Wrap"], Verb.RunHandler, m => Runs(m) with { WrapsHandler = true })
        .Members(["EventConsumers.ConsumerMetrics"], ["Measure"], Verb.RunHandler, m => Runs(m) with { WrapsHandler = true })
        .CommonMembers(["EventConsumers.MessagePump`1"], ["WriteAsync", "TryWrite"], Verb.Hold, m => m with { Message = ["message"] })
        .CommonMembers(["EventConsumers.MessagePump`1"], ["RunAsync"], Verb.Lifecycle, m => m with { RunsOnce = true })
        .CommonMembers(["EventConsumers.MessagePump`1"], ["StopAsync"], Verb.Lifecycle)
        .SeesToFailures("EventConsumers.RetryThenDeadLetter`1", "HandleAsync")
        .Options(
            "EventConsumers.MessagePumpOptions`1", "EventConsumers.Sqs.SqsConsumerOptions", "EventConsumers.Kafka.KafkaConsumerOptions`2",
            "EventConsumers.RabbitMQ.RabbitMqConsumerOptions")
        .HandlerMethods(SettlementMode.Framework, "EventConsumers.Hosting.IMessageHandler`1", "HandleAsync");

    private static MemberMeaning Runs(MemberMeaning meaning) => meaning with { Handler = "handler", HandlerSettlement = SettlementMode.Framework };
}
