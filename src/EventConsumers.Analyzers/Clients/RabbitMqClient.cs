using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>RabbitMQ.Client 6.x (IModel) and 7.x (IChannel).</summary>
internal sealed class RabbitMqClient : MessagingClient
{
    // The extension class of 6.x is spelt so.
    private static readonly string[] Channels =
    [
        "RabbitMQ.Client.IModel", "RabbitMQ.Client.IModelExensions", "RabbitMQ.Client.IChannel", "RabbitMQ.Client.IChannelExtensions",
    ];

    public override string Name => "RabbitMQ";

    public override string[] Assemblies => ["RabbitMQ.Client"];

    public override bool LimitsUnsettled => true;

    public override IReadOnlyList<SettlementIdiom> Settlements { get; } =
    [
        new("BasicAck")
        {
            Tag = "DeliveryTag", Arguments = "multiple: false", Reject = "BasicNack", RejectArguments = "requeue: false",
        },
        new("BasicAckAsync")
        {
            IsAsync = true, Tag = "DeliveryTag", Arguments = "multiple: false", Reject = "BasicNackAsync", RejectArguments = "requeue: false",
        },
    ];

    public override IReadOnlyList<PrefetchIdiom> PrefetchLimits { get; } =
    [
        new("BasicQos", "prefetchSize: 0, prefetchCount: 100, global: false"),
        new("BasicQosAsync", "prefetchSize: 0, prefetchCount: 100, global: false") { IsAsync = true },
    ];

    public override ConfirmLimitIdiom ConfirmLimit { get; } = new(
        "RabbitMQ.Client.CreateChannelOptions", "outstandingPublisherConfirmationsRateLimiter", "new RabbitMQ.Client.ThrottlingRateLimiter(128)")
    {
        On = ["publisherConfirmationsEnabled", "publisherConfirmationTrackingEnabled"],
    };

    // The default exchange takes a message to the queue that its routing key names.
    public override DeadLetterIdiom DeadLetter { get; } = new("x-dead-letter-exchange")
    {
        RoutingSetting = "x-dead-letter-routing-key", Never = ("x-queue-type", "stream"),
    };

    public override AwaitedConsumerIdiom AwaitedConsumer { get; } = new(
        "RabbitMQ.Client.Events.EventingBasicConsumer", "AsyncEventingBasicConsumer", "RabbitMQ.Client.ConnectionFactory", "DispatchConsumersAsync")
    {
        Excluded = ["DefaultBasicConsumer", "IBasicConsumer"],
    };

    // Quorum queues have a limit of 20 by default since RabbitMQ 4.0.
    public override string[] RedeliveryLimits => ["delivery-limit", "\"quorum\""];

    public override bool ChannelsAreForOneThread => true;

    public override bool SettlesOnce => true;

    public override bool KeepsFailedMessages => true;

    public override string[] Instrumentation => ["RabbitMQ.Client.OpenTelemetry", "AddRabbitMQInstrumentation", "RabbitMQActivitySource", "\"RabbitMQ.Client"];

    public override void Describe(ClientDescription client) => client
        .Members(Channels, ["BasicAck", "BasicAckAsync"], Verb.Settle, m => m with { Message = ["deliveryTag"], Cumulative = "multiple", SettleTogether = "'multiple: true' on the last tag" })
        .Members(Channels, ["BasicNack", "BasicNackAsync"], Verb.Reject, m => m with { Message = ["deliveryTag"], Cumulative = "multiple", Requeue = "requeue" })
        .Members(Channels, ["BasicReject", "BasicRejectAsync"], Verb.Reject, m => m with { Message = ["deliveryTag"], Requeue = "requeue" })
        .Members(Channels, ["BasicConsume", "BasicConsumeAsync"], Verb.Subscribe, m => m with
        {
            AutomaticSettlement = "autoAck", Handler = "consumer", Queue = "queue", ReplyQueues = ["amq.rabbitmq.reply-to"],
        })
        .Members(Channels, ["BasicGet", "BasicGetAsync"], Verb.Receive, m => m with { AutomaticSettlement = "autoAck", Queue = "queue", PushedBy = "BasicConsume" })
        .Members(Channels, ["BasicPublish"], Verb.Send, m => m with { Message = ["body"] })
        .Members(Channels, ["BasicPublishAsync"], Verb.Send, m => m with { Message = ["body"], SendTogether = "'Task.WhenAll' for the calls of a batch", WaitsIfConfirmed = true })
        .Members(Channels, ["TxSelect", "TxSelectAsync"], Verb.BeginTransaction)
        .Members(Channels, ["WaitForConfirms", "WaitForConfirmsOrDie"], Verb.Flush)
        .Members(
            Channels,
            ["QueueDeclare", "QueueDeclareAsync"],
            Verb.Declare,
            m => m with
            {
                Queue = "queue", Durable = "durable", Exclusive = "exclusive", AutoDelete = "autoDelete", Passive = "passive", QueueSettings = "arguments",
            })
        .DeliveryLimit("x-delivery-limit")
        .Members(Channels, ["ExchangeDeclare", "ExchangeDeclareAsync"], Verb.Declare, m => m with { Exchange = "exchange", ExchangeKind = ("type", ["x-local-random"]) })
        .Members(Channels, ["QueueBind", "QueueBindAsync"], Verb.Bind, m => m with { Queue = "queue", Exchange = "exchange" })
        .Members(Channels, ["BasicQos", "BasicQosAsync"], Verb.LimitPrefetch, m => m with { Prefetch = "prefetchCount" })
        .Members(["RabbitMQ.Client.IConnection"], ["CreateModel", "CreateChannelAsync"], Verb.CreateClient, m => m with { SharesConnection = true, IsOfOneThread = true })
        .Members(
            ["RabbitMQ.Client.IConnectionFactory", "RabbitMQ.Client.ConnectionFactory"],
            ["CreateConnection", "CreateConnectionAsync"],
            Verb.CreateClient)
        .Options("RabbitMQ.Client.ConnectionFactory", "RabbitMQ.Client.CreateChannelOptions")
        .Concurrency("RabbitMQ.Client.ConnectionFactory", "ConsumerDispatchConcurrency", isOfConsumer: false)
        .Bodies("RabbitMQ.Client.Events.BasicDeliverEventArgs", "Body")
        .Bodies("RabbitMQ.Client.BasicGetResult", "Body")
        .PooledBodies("RabbitMQ.Client.Events.BasicDeliverEventArgs", "Body")
        .MessageTypes(SettlementMode.Unknown, "RabbitMQ.Client.Events.BasicDeliverEventArgs", "RabbitMQ.Client.BasicGetResult")
        .Metadata("RabbitMQ.Client.Events.BasicDeliverEventArgs", "ConsumerTag", "DeliveryTag", "Redelivered", "Exchange", "RoutingKey")
        .Metadata("RabbitMQ.Client.BasicGetResult", "DeliveryTag", "Redelivered", "Exchange", "RoutingKey", "MessageCount")
        .HandlerMethods(SettlementMode.Unknown, "RabbitMQ.Client.IBasicConsumer", "HandleBasicDeliver")
        .HandlerMethods(SettlementMode.Unknown, "RabbitMQ.Client.IAsyncBasicConsumer", "HandleBasicDeliver", "HandleBasicDeliverAsync")
        .HandlerMethods(SettlementMode.Unknown, "RabbitMQ.Client.DefaultBasicConsumer", "HandleBasicDeliver")
        .HandlerMethods(SettlementMode.Unknown, "RabbitMQ.Client.AsyncDefaultBasicConsumer", "HandleBasicDeliver", "HandleBasicDeliverAsync")
        .DeliveryEvents(SettlementMode.Unknown, "RabbitMQ.Client.Events.EventingBasicConsumer", "Received")
        .DeliveryEvents(SettlementMode.Unknown, "RabbitMQ.Client.Events.AsyncEventingBasicConsumer", "Received", "ReceivedAsync");
}
