using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>Confluent.Kafka 1.9 and 2.x.</summary>
internal sealed class KafkaClient : MessagingClient
{
    private const string Consumer = "Confluent.Kafka.IConsumer`2";
    private const string Admin = "Confluent.Kafka.IAdminClient";
    private const string Producer = "Confluent.Kafka.IProducer`2";

    public override string Name => "Kafka";

    public override string[] Assemblies => ["Confluent.Kafka"];

    public override IReadOnlyList<SettlementIdiom> Settlements { get; } = [new("StoreOffset"), new("Commit")];

    public override BackgroundSettlementIdiom BackgroundSettlement { get; } = new("Commit", "StoreOffset", "Confluent.Kafka.ConsumerConfig")
    {
        On = ["EnableAutoCommit"], Off = ["EnableAutoOffsetStore"],
    };

    public override bool SettlesByPosition => true;

    public override string LeaveGroup => "Close";

    public override bool KeepsOrder => true;

    public override string GroupSetting => "GroupId";

    // EnableAutoCommit is enable.auto.commit.
    public override string SettingName(string property) =>
        string.Concat(property.Select((letter, index) => char.IsUpper(letter) ? (index > 0 ? "." : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    public override AutomaticByDefault SettlesUnless { get; } = new("EnableAutoCommit");

    public override string[] Instrumentation => ["OpenTelemetry.Instrumentation.ConfluentKafka", "Confluent.Kafka.Extensions"];

    public override void Describe(ClientDescription client) => client
        .Members([Consumer], ["Consume"], Verb.Receive, m => m with { Blocks = true, LongestWait = ["millisecondsTimeout", "timeout"] })
        .Members([Consumer], ["Subscribe"], Verb.Subscribe)
        .Members([Consumer], ["Assign", "IncrementalAssign"], Verb.Subscribe, m => m with { AssignsPartitions = true })
        .Members([Consumer], ["Commit"], Verb.Settle, m => m with { Message = ["result", "offsets"], CoversEverything = true, SettleTogether = "'StoreOffset', which the background commit sends" })
        .Members([Consumer], ["StoreOffset"], Verb.Settle, m => m with { Message = ["result", "offset"], IsLocal = true })
        .Members([Consumer], ["Seek"], Verb.Hold, m => m with { Message = ["tpo"], Rewinds = true })
        .Members([Consumer], ["Resume", "Position", "Committed"], Verb.Hold)
        .Members([Consumer], ["Pause"], Verb.Pause)
        .Members([Producer], ["ProduceAsync"], Verb.Send, m => m with { Message = ["message"], SendTogether = "'Produce' with a delivery handler, or await the tasks together", QueuesInOrder = true, Partition = "topicPartition" })
        .Members([Producer], ["Produce"], Verb.Send, m => m with { Message = ["message"], Outcome = "deliveryHandler", FullQueue = "Local_QueueFull", QueueLimit = "QueueBufferingMaxMessages", Partition = "topicPartition" })
        .Members([Consumer], ["Close", "Unsubscribe"], Verb.Lifecycle, m => m with { LeavesGroup = true })
        .Members([Producer], ["Flush"], Verb.Flush, m => m with { AwaitInstead = "ProduceAsync" })
        .Members([Producer], ["BeginTransaction"], Verb.BeginTransaction)
        .Members([Producer], ["SendOffsetsToTransaction"], Verb.SettleMany, m => m with { Message = ["offsets"] })
        .Members(["Confluent.Kafka.ProducerBuilder`2"], ["Build"], Verb.CreateClient, m => m with { Makes = ClientRole.Producer })
        .Members(["Confluent.Kafka.ConsumerBuilder`2"], ["Build"], Verb.CreateClient, m => m with { Makes = ClientRole.Consumer })
        .Members([Admin], ["CreateTopicsAsync", "DeleteTopicsAsync", "CreatePartitionsAsync", "DeleteRecordsAsync"], Verb.Declare)
        .Groups("Confluent.Kafka.ConsumerConfig", GroupSetting, "AutoOffsetReset", "Earliest")
        .OwnPositions("Confluent.Kafka.ConsumeResult`2", "Offset", "TopicPartitionOffset")
        .Options("Confluent.Kafka.ConsumerConfig", "Confluent.Kafka.ProducerConfig", "Confluent.Kafka.ClientConfig")
        .Bodies("Confluent.Kafka.ConsumeResult`2", "Value")
        .Bodies("Confluent.Kafka.Message`2", "Value")
        .Keyed(
            "Confluent.Kafka.Message`2",
            new(["Key"], "Value") { IsAlwaysNeeded = true, ReplacedBy = ["SetPartitioner", "SetDefaultPartitioner"] },
            isRare: false)
        .MessageTypes(SettlementMode.Unknown, "Confluent.Kafka.ConsumeResult`2")
        .ReceiveFailure("Confluent.Kafka.ConsumeException", readable: ["Confluent.Kafka.Ignore", "Confluent.Kafka.Null"])
        .Positions(
            "Confluent.Kafka.Offset", "Confluent.Kafka.Partition", "Confluent.Kafka.TopicPartition", "Confluent.Kafka.TopicPartitionOffset",
            "Confluent.Kafka.TopicPartitionOffsetError", "Confluent.Kafka.TopicPartitionError", "Confluent.Kafka.CommittedOffsets")
        .Metadata(
            "Confluent.Kafka.ConsumeResult`2",
            "Topic", "Partition", "Offset", "TopicPartition", "TopicPartitionOffset", "LeaderEpoch", "IsPartitionEOF");
}
