using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>The streams of StackExchange.Redis 2.x and 3.x, and its publish/subscribe channels.</summary>
internal sealed class RedisStreamsClient : MessagingClient
{
    private static readonly string[] Databases = ["StackExchange.Redis.IDatabase", "StackExchange.Redis.IDatabaseAsync"];
    private static readonly string[] Subscribers = ["StackExchange.Redis.ISubscriber"];

    public override string Name => "Redis Streams";

    public override string[] Assemblies => ["StackExchange.Redis"];

    public override IReadOnlyList<SettlementIdiom> Settlements { get; } =
    [
        new("StreamAcknowledge") { Tag = "Id", Repeated = ["key", "groupName"], TakesMany = true },
        new("StreamAcknowledgeAsync") { IsAsync = true, Tag = "Id", Repeated = ["key", "groupName"], TakesMany = true },
    ];

    public override IReadOnlyList<BatchSettlementIdiom> BatchSettlements { get; } =
    [
        new("StreamAcknowledge", "StreamAcknowledge", "StackExchange.Redis.RedisValue") { IsArray = true },
        new("StreamAcknowledgeAsync", "StreamAcknowledgeAsync", "StackExchange.Redis.RedisValue") { IsArray = true },
    ];

    public override AwaitedSubscriptionIdiom AwaitedSubscription { get; } = new("Subscribe", "SubscribeAsync", "OnMessage", ["Channel", "Message"]);

    public override string[] DeferringTypes => ["StackExchange.Redis.IBatch"];

    public override LogLimitIdiom LogLimit { get; } = new("maxLength", "useApproximateMaxLength")
    {
        RemovedBy =
        [
            "StreamTrim", "StreamTrimAsync", "StreamTrimByMinId", "StreamTrimByMinIdAsync", "StreamDelete", "StreamDeleteAsync",
            "StreamAcknowledgeAndDelete", "StreamAcknowledgeAndDeleteAsync", "KeyExpire", "KeyExpireAsync", "KeyDelete", "KeyDeleteAsync",
        ],
    };

    public override PendingIdiom Pending { get; } = new("position", ">", "groupName")
    {
        Claim = "claimMinIdleTime",
        ClaimedBy =
        [
            "StreamAutoClaimAsync", "StreamAutoClaim", "StreamAutoClaimIdsOnlyAsync", "StreamAutoClaimIdsOnly", "StreamClaimAsync", "StreamClaim",
            "StreamClaimIdsOnlyAsync", "StreamClaimIdsOnly", "StreamPendingMessagesAsync", "StreamPendingMessages",
        ],
    };

    public override string[] Instrumentation => ["OpenTelemetry.Instrumentation.StackExchangeRedis", "AddRedisInstrumentation"];

    public override void Describe(ClientDescription client) => client
        .Members(Databases, ["StreamReadGroup", "StreamReadGroupAsync"], Verb.ReceiveBatch, m => m with { AutomaticSettlement = "noAck", BatchSize = "count", MostAtOnce = 100, Group = "groupName", NeverWaits = true })
        .Members(Databases, ["StreamRead", "StreamReadAsync"], Verb.ReceiveBatch, m => m with { NeverWaits = true, KeepsOrder = true })
        .Members(
            Databases,
            ["StreamAutoClaim", "StreamAutoClaimAsync", "StreamClaim", "StreamClaimAsync"],
            Verb.ReceiveBatch,
            m => m with { NeverWaits = true, Wanted = "messageIds" })
        .Members(
            Databases,
            ["StreamAcknowledge", "StreamAcknowledgeAsync", "StreamAcknowledgeAndDelete", "StreamAcknowledgeAndDeleteAsync"],
            Verb.Settle,
            m => m with { Message = ["messageId", "messageIds"], SettleTogether = "one call with all ids" })
        .Members(
            Databases,
            ["StreamNegativeAcknowledge", "StreamNegativeAcknowledgeAsync"],
            Verb.Abandon,
            m => m with { Message = ["messageId", "messageIds"], RedeliveryReason = ("mode", ["Fail", "Silent"]) })
        .Members(Databases, ["StreamAdd", "StreamAddAsync"], Verb.Send, m => m with { Message = ["streamValue", "streamPairs"] })
        .Members(Databases, ["CreateTransaction"], Verb.BeginTransaction)
        .Members(Databases, ["StreamCreateConsumerGroup", "StreamCreateConsumerGroupAsync"], Verb.Declare)
        .Members(Subscribers, ["Subscribe", "SubscribeAsync"], Verb.Subscribe, m => m with { Handler = "handler" })
        .Members(Subscribers, ["Publish", "PublishAsync"], Verb.Send, m => m with { Message = ["message"] })
        .Members(["StackExchange.Redis.ChannelMessageQueue"], ["OnMessage"], Verb.Subscribe, m => m with { Handler = "handler" })
        .Members(["StackExchange.Redis.ConnectionMultiplexer"], ["Connect", "ConnectAsync"], Verb.CreateClient)
        .Members(
            Databases,
            ["StreamDelete", "StreamDeleteAsync", "StreamTrim", "StreamTrimAsync", "StreamPending", "StreamPendingAsync"],
            Verb.Hold)
        .Metadata("StackExchange.Redis.StreamEntry", "Id", "IsNull")
        .Bodies("StackExchange.Redis.StreamEntry", "this[]")
        .Bodies("StackExchange.Redis.NameValueEntry", "Value")
        .Bodies("StackExchange.Redis.ChannelMessage", "Message")
        .BodyTypes("StackExchange.Redis.RedisValue")
        .MessageTypes(SettlementMode.Unknown, "StackExchange.Redis.StreamEntry", "StackExchange.Redis.ChannelMessage");
}
